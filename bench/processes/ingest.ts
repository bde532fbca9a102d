import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./ingest.process.ts', import.meta.url));

/**
 * So many processes at once store so many messages each, every one in a workspace of its own.
 *
 * @returns messages a second over all of them, from the moment at which all were ready
 */
export async function ingest(databaseUrl: string, processes: number, messages: number): Promise<number> {
  const children = Array.from({ length: processes }, (_, i) =>
    fork(child, [databaseUrl, `bench:${processes}-${i}`, String(messages)]),
  );
  const exits = children.map((one) => once(one, 'exit'));
  await Promise.all(children.map((one) => once(one, 'message')));
  const start = performance.now();
  for (const one of children) one.send('go');
  for (const [code] of await Promise.all(exits)) if (code !== 0) throw new Error(`It ended with ${code}.`);
  return (processes * messages) / ((performance.now() - start) / 1000);
}
