import '../quick-imports.ts'; // before anything that leads to Drizzle, which is imported dynamically below
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Labeller } from '../label/labeller.ts';
import type { Answer, Order, Report } from './thread.ts';

const { order, database, labellerId } = workerData as Order;
const report = (message: Report) => parentPort!.postMessage(message);

const { connectStore } = await import('../store/store.ts');
const { explainTrouble } = await import('../store/trouble.ts');
const { HubbubError } = await import('../errors.ts');
const { keywordLabeller } = await import('../label/open.ts');
const { runTopics } = await import('./run.ts');

/** The labeller on the main thread, which has the keys and counts the tokens. */
const afar: Labeller = {
  id: labellerId,
  async label(requests, siblings) {
    report({ kind: 'label', requests, siblings });
    const [answer] = (await once(parentPort!, 'message')) as [Answer];
    if ('labels' in answer) return answer.labels;
    throw new HubbubError(answer.what, answer.fix);
  },
};

const store = connectStore(database);
try {
  const labeller = labellerId === keywordLabeller.id ? keywordLabeller : afar;
  const summary = await runTopics(store, labeller, order, (step) => report({ kind: 'step', step }));
  await store.close();
  report({ kind: 'done', summary });
} catch (error) {
  const trouble = explainTrouble(error);
  if (!(trouble instanceof HubbubError)) throw trouble;
  report({ kind: 'failed', what: trouble.message, fix: trouble.fix });
}
