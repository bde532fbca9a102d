// Draws docs/map.png and docs/digest.png from the sample workspace, as chats are sent them. Run: node docs/map.ts
import '../src/quick-imports.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArchive } from '../adapters/archive/read.ts';
import { sampleFile } from '../adapters/terminal/terminal.ts';

const { importArchive } = await import('../src/collect/import.ts');
const { runCommand } = await import('../src/commands/run.ts');
const { loadConfig } = await import('../src/config.ts');
const { fillEmbeddings } = await import('../src/embed/fill.ts');
const { assemble } = await import('../src/hubbub.ts');
const { refreshTopics } = await import('../src/topics/refresh.ts');
const { operator } = await import('../src/viewer.ts');

const workspace = 'sample';
const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-map-'));
const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
try {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  await importArchive(store, readArchive(sampleFile, { workspace }));
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
  await draw('/topics map', 'map.png');
  await draw('/digest now', 'digest.png');
} finally {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
}

async function draw(line: string, file: string): Promise<void> {
  const { parts } = await runCommand(hubbub, operator(workspace), line);
  const picture = parts.find((part) => part.kind === 'picture');
  if (!picture) throw new Error(`${line} was answered without a picture.`);
  await writeFile(new URL(file, import.meta.url), picture.png);
  console.log(`${file}: ${picture.alt}`);
}
