import { execFileSync } from 'node:child_process';
import { backUp } from '../src/backup/backup.ts';
import { openStore } from '../src/store/store.ts';

// A process of its own whose disk is full from the moment when its store is open: it backs that up, and prints what came of it.
const [dataDir, file] = process.argv.slice(2);
const store = await openStore({ dataDir: dataDir! });
execFileSync('/usr/bin/prlimit', ['--pid', String(process.pid), '--fsize=1024']);
console.log(await backUp(store, file!).catch(({ message }) => message));
process.exit();
