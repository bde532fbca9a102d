import { parentPort } from 'node:worker_threads';
import { keyphrases } from '../label/keywords.ts';
import { findClusters } from './cluster.ts';
import { findConversations } from './conversations.ts';
import type { Task } from './thread.ts';

parentPort!.on('message', (task: Task) => {
  if (task.kind === 'keyphrases') {
    parentPort!.postMessage(keyphrases(task.topics, task));
  } else {
    const conversations = findConversations(task.messages, task.vectors, { previous: task.conversations });
    parentPort!.postMessage({
      conversations,
      clusters: findClusters(task.messages, task.vectors, conversations),
    });
  }
});
