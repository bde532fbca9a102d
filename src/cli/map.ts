import { writeFile } from 'node:fs/promises';
import { mapReply } from '../commands/map.ts';
import { HubbubError } from '../errors.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  channel?: string;
  since?: string;
  output: string;
  workspace?: string;
}

/** `topics map`: draws the map into a file, and says in words what is on it. */
export async function writeMap(
  { hubbub, terminal }: Cli,
  { channel, since, output, workspace }: Options,
): Promise<void> {
  const store = await hubbub.store();
  const viewer = operator(await chooseWorkspace(store, workspace, terminal.note));
  const reply = await mapReply(store, viewer, { channel, since });
  await writeFile(output, reply.parts[0]!.png).catch((error: Error) => {
    throw new HubbubError(
      `The picture could not be written to ${output}: ${error.message}`,
      'Name another file with --output.',
    );
  });
  terminal.show({ ...reply, parts: [...reply.parts, { kind: 'note', text: `Written to ${output}` }] });
}
