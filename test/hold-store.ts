import { openStore } from '../src/store/store.ts';

// A process of its own that opens the data folder it is given and keeps it until it is killed.
await openStore({ dataDir: process.argv[2]! });
process.send!('open');
setInterval(() => {}, 60_000);
