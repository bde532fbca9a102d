import { createHash } from 'node:crypto';
import { readArchive } from '../adapters/archive/read.ts';
import { importArchive } from '../src/collect/import.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { imports } from '../src/store/schema.ts';
import { openStore } from '../src/store/store.ts';

// A process of its own that imports an export and embeds it, from wherever an earlier one was killed.
const [dataDir, path] = process.argv.slice(2);
const store = await openStore({ dataDir: dataDir! });
const done = new Set((await store.db.select().from(imports)).map((row) => row.file + row.fingerprint));
const items = readArchive(path!, {
  workspace: 'test:killed',
  isDone: (file, fingerprint) => done.has(file + fingerprint),
});
await importArchive(store, items);
await fillEmbeddings(store, { id: 'digest', dimensions: 32, embed, close: async () => {} }, 'test:killed');
await store.close();

/** Quick and always the same, which is all that matters here. */
async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  return texts.map((text) => {
    const digest = Float32Array.from(createHash('sha256').update(text).digest(), (byte) => byte - 127.5);
    const length = Math.hypot(...digest);
    return digest.map((x) => x / length);
  });
}
