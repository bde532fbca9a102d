import { FEATURES } from './features.ts';

/**
 * What each feature counts for, in log-odds. Fitted by `node bench/conversations.ts --fit` on half of the rooms of
 * one hand-separated chat archive and ten days of another where writers named their topics; the other rooms, a
 * third archive and the remaining weeks were held out (docs/benchmarks.md has their scores).
 */
const weightOf: Record<(typeof FEATURES)[number], number> = {
  'previous message': 3.07,
  'previous message, in a crowd': -0.98,
  'messages since': -0.3,
  pause: -0.29,
  'author took part': 1.37,
  'author wrote here last': 0.37,
  'share of the author': 2.62,
  'calls a participant': 1.46,
  'share of the called': 2.5,
  'calls somebody else': -0.23,
  'author was called': 0.66,
  'answers a question': 0.34,
  likeness: 0.4,
  'shared words': 0.58,
  size: -0.76,
  'new': -3.96,
  'new: pause': 0.09,
  'new: asks': 0.43,
  'new: words': 0.61,
  'new: author unknown': 1.1,
  'new: author was called': -0.09,
  'new: best shared words': 0.29,
  'new: crowd': -0.13,
};

export const weights: readonly number[] = FEATURES.map((name) => weightOf[name]);
