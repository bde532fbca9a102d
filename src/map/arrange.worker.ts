import { parentPort } from 'node:worker_threads';
import { type Arrangement, arrange } from './arrange.ts';

parentPort!.once('message', (task: Arrangement) => {
  parentPort!.postMessage(arrange(task));
});
