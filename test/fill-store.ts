import { randomBytes } from 'node:crypto';
import { openStore } from '../src/store/store.ts';

// A process of its own that stores rows until it cannot, then prints how many it was told were stored, and why it ended.
const store = await openStore({ dataDir: process.argv[2]! });
let stored = 0;
try {
  for (; stored < 10_000; stored++) {
    const name = randomBytes(20_000).toString('hex');
    await store.pool.query('insert into workspace (id, name) values ($1, $2)', [`test:${stored}`, name]);
  }
} catch {
  const { message, fix } = await store.pool.query('select 1').catch((error) => error);
  console.log(JSON.stringify({ stored, message, fix }));
}
await store.close();
