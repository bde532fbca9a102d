import '../quick-imports.ts'; // before anything that leads to Drizzle, which is imported dynamically below
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { Labeller } from '../label/labeller.ts';
import type { Answer, Order, Report } from './thread.ts';

const report = (message: Report) => parentPort!.postMessage(message);
const told = async <T>() => (await once(parentPort!, 'message'))[0] as T;

const [
  { connectStore },
  { explainTrouble },
  { HubbubError },
  { keywordLabeller },
  { runTopics },
  { collectGarbage },
] = await Promise.all([
  import('../store/store.ts'),
  import('../store/trouble.ts'),
  import('../errors.ts'),
  import('../label/open.ts'),
  import('./run.ts'),
  import('../garbage.ts'),
]);

/** The labeller on the main thread, which has the keys and counts the tokens. */
const afar = (id: string): Labeller => ({
  id,
  async label(requests, siblings) {
    report({ kind: 'label', requests, siblings });
    const answer = await told<Answer>();
    if ('labels' in answer) return answer.labels;
    throw new HubbubError(answer.what, answer.fix);
  },
});

async function run({ order, database, labellerId }: Order): Promise<Report> {
  const store = connectStore(database);
  try {
    const labeller = labellerId === keywordLabeller.id ? keywordLabeller : afar(labellerId);
    const summary = await runTopics(store, labeller, order, (step) => report({ kind: 'step', step }));
    await store.close();
    return { kind: 'done', summary };
  } catch (error) {
    const trouble = explainTrouble(error);
    if (!(trouble instanceof HubbubError)) throw trouble;
    return { kind: 'failed', what: trouble.message, fix: trouble.fix };
  }
}

for (;;) {
  report(await run(await told<Order>()));
  // The thread may wait for minutes: not with what this run has left behind.
  collectGarbage();
}
