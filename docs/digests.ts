// Writes the samples in docs/digests.md: what is really posted, on the sample workspace. Run: node docs/digests.ts, then npm run fix
import '../src/quick-imports.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArchive } from '../adapters/archive/read.ts';
import { markdownOf } from '../adapters/terminal/markdown.ts';
import { sampleFile } from '../adapters/terminal/terminal.ts';
import { operator } from '../src/viewer.ts';

const { importArchive } = await import('../src/collect/import.ts');
const { loadConfig } = await import('../src/config.ts');
const { compose } = await import('../src/digest/compose.ts');
const { pictureOf } = await import('../src/digest/picture.ts');
const { digestReply } = await import('../src/digest/reply.ts');
const { fillEmbeddings } = await import('../src/embed/fill.ts');
const { assemble } = await import('../src/hubbub.ts');
const { refreshTopics } = await import('../src/topics/refresh.ts');

const DAY = 86_400_000;
const days = ['2025-09-09', '2025-09-11', '2025-09-17'];
const workspace = 'sample';
const page = new URL('./digests.md', import.meta.url);
const mark = '<!-- samples: node docs/digests.ts -->';

const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-digests-'));
const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
try {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder('messages')]);
  await importArchive(store, readArchive(sampleFile, { workspace }));
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
  const samples: string[] = [];
  for (const day of days) {
    const from = Date.parse(day);
    const viewer = operator(workspace);
    const draft = await compose(store, viewer, { from, to: from + DAY }, undefined);
    const picture = await pictureOf(store, viewer, draft);
    const text = markdownOf(await digestReply(store, viewer, draft)).replace(/^#/gm, '###');
    const [head, ...rest] = text.split('\n\n');
    if (picture) await writeFile(new URL(`./digest-${day}.png`, import.meta.url), picture.png);
    const shown = picture ? [`![${picture.alt.replace(/[[\]\n]/g, ' ')}](digest-${day}.png)`] : [];
    samples.push([head, ...shown, ...rest].join('\n\n').trimEnd());
  }
  const [before] = (await readFile(page, 'utf8')).split(mark);
  await writeFile(page, `${before}${mark}\n\n${samples.join('\n\n')}\n`);
} finally {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
}
