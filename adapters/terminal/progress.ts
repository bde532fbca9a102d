import type { Progress } from '../../src/cli/terminal.ts';
import type { Page } from './page.ts';

const barWidth = 24;
const number = new Intl.NumberFormat('en');
/** Milliseconds between two drawings; in a log file a line now and then will do. */
const pace = { terminal: 100, log: 10_000 };

/**
 * A bar with rate and remaining time, or a count with its rate where nobody knows the total. On a terminal it redraws
 * its line, elsewhere it prints a line now and then.
 */
export function startProgress(label: string, stream: NodeJS.WriteStream, page: Page): Progress {
  /** The rate counts from here: what was done before the first word came took its time unseen. */
  let first: { at: number; done: number } | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = stream.isTTY
    ? (line: string) => stream.write(`\r\x1b[2K${line}`)
    : (line: string) => stream.write(`${line}\n`);
  return {
    update(done, total) {
      const now = performance.now();
      first ??= { at: now, done };
      const due = drawn + (stream.isTTY ? pace.terminal : pace.log);
      if (now < due) return;
      drawn = now;
      const rate = now > first.at ? (done - first.done) / ((now - first.at) / 1000) : 0;
      const figures = [`${number.format(done)}${total ? ` of ${number.format(total)}` : ''}`];
      if (rate > 0) figures.push(`${number.format(Math.round(rate))}/s`);
      if (rate > 0 && total) figures.push(`${duration((total - done) / rate)} left`);
      const bar = total && stream.isTTY ? `${page.paint('cyan', drawBar(done / total))} ` : '';
      draw(`${label} ${bar}${figures.join(' · ')}`);
    },
    step(name) {
      if (stream.isTTY) draw(`${label} · ${name}`);
    },
    end(result) {
      draw(`${page.paint('green', '✓')} ${result}${stream.isTTY ? '\n' : ''}`);
    },
  };
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(share, 1) * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

/** `42 s`, `3 min 5 s`, `2 h 10 min`. */
function duration(seconds: number): string {
  const s = Math.max(1, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
