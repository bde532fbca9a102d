import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command } from './command.ts';

/** Declares `web`. */
export function addWeb(program: Command, act: Act): void {
  command(
    program,
    'web',
    `Serve the dashboard: the map, topics, timeline and search as a page.

It prints a link that opens once, and serves on 127.0.0.1 until Ctrl-C. HUBBUB_WEB_PORT says where (4822; auto takes any
free port). \`npm start\` serves it too, beside the platforms that are set up; through those, others can sign in.`,
    ['web'],
  ).action(() => act(async (cli) => (await import('../web.ts')).showDashboard(cli)));
}
