import { mkdtempSync, renameSync } from 'node:fs';
import { openFolder } from './pglite.ts';

// Makes an empty database: a process of its own, because that takes 500 MB for some seconds, which a thread of ours
// would not give back. It is made aside and moved into place whole, so that one cut short is never taken for one.
const folder = process.argv[2]!;
const aside = mkdtempSync(`${folder}.unfinished-`);
const db = await openFolder(aside, (reason) => {
  console.error(reason);
  process.exit(1);
});
await db.close();
renameSync(aside, folder);
process.exit();
