import { once } from 'node:events';
import { collect } from '../../src/collect/collect.ts';
import { openStore } from '../../src/store/store.ts';

// Stores messages in batches as a running bot does, once it is told to go.
const [databaseUrl, workspace, count] = process.argv.slice(2);
const store = await openStore({ databaseUrl, dataDir: '' });
process.send!('ready');
await once(process, 'message');
for (let i = 0; i < Number(count); i += 500)
  await collect(
    store,
    Array.from({ length: 500 }, (_, k) => ({
      workspace: workspace!,
      channel: `c${k % 10}`,
      id: `m${i + k}`,
      author: `person${k % 50}`,
      ts: 1_700_000_000_000 + i + k,
      text: `Number ${i + k}: the build is red again, who can look at it? I will write it down for next week.`,
    })),
  );
await store.close();
process.exit(0);
