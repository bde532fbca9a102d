import { FEATURES } from './features.ts';

/**
 * What each feature counts for, in log-odds. Fitted by `node bench/conversations.ts --fit` on half of the rooms of
 * one hand-separated chat archive and eight days of another where writers named their topics; the other rooms, a
 * third archive and the remaining weeks were held out (docs/benchmarks.md has their scores).
 */
const weightOf: Record<(typeof FEATURES)[number], number> = {
  'previous message': 3.03,
  'previous message, in a crowd': -0.98,
  'messages since': -0.33,
  pause: -0.29,
  'author took part': 1.15,
  'author wrote here last': 0.55,
  'share of the author': 2.78,
  'calls a participant': 1.46,
  'share of the called': 3.27,
  'calls somebody else': -0.58,
  'author was called': 0.84,
  'answers a question': 0.36,
  likeness: 0.38,
  'shared words': 0.6,
  size: -0.71,
  'new': -3.53,
  'new: pause': 0.07,
  'new: asks': 0.49,
  'new: words': 0.49,
  'new: author unknown': 1.16,
  'new: author was called': 0,
  'new: best shared words': 0.27,
  'new: crowd': -0.12,
};

export const weights: readonly number[] = FEATURES.map((name) => weightOf[name]);
