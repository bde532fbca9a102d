// A digest for each day of a month of real chat: whether both platforms take it, and every link leads to a message; without a model and
// with one on loopback that now and then cites what it was not shown.
// Usage: node bench/digests.ts [FILE, ../shared/data/stream/zulip_lean_month.jsonl by default] [--days 31] [--show 2023-10-17]; DATABASE_URL for an empty database of a PostgreSQL server
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Buttons } from '../adapters/discord/buttons.ts';
import { renderReply as forDiscord } from '../adapters/discord/render.ts';
import { renderReply as forSlack } from '../adapters/slack/render.ts';
import { pageOf } from '../adapters/terminal/page.ts';
import { render } from '../adapters/terminal/render.ts';
import { collect } from '../src/collect/collect.ts';
import type { Reply } from '../src/commands/reply.ts';
import { loadConfig } from '../src/config.ts';
import { compose } from '../src/digest/compose.ts';
import { digestReply } from '../src/digest/reply.ts';
import { openWriter } from '../src/digest/writer.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { LocalEmbedder } from '../src/embed/local.ts';
import { keywordLabeller } from '../src/label/open.ts';
import { openStore } from '../src/store/store.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { operator } from '../src/viewer.ts';
import { faultsOf, type SentMessage } from '../test/fakes/discord/components.ts';
import { startFakeOpenAI } from '../test/fakes/openai.ts';
import { checkMessage } from '../test/fakes/slack/blocks.ts';
import { readStream } from './stream.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { days: { type: 'string', default: '31' }, show: { type: 'string' } },
});
const DAY = 86_400_000;
const workspace = 'bench:digests';
const { messages } = readStream(positionals[0] ?? '../shared/data/stream/zulip_lean_month.jsonl', workspace);
const linkOf = (id: string) => `https://chat.example/archives/${id}`;
const dataDir = mkdtempSync(join(tmpdir(), 'hubbub-bench-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
const store = await openStore({ dataDir, databaseUrl: process.env.DATABASE_URL });
const embedder = new LocalEmbedder();
const links = new Set(messages.map(({ id }) => linkOf(id)));
const viewer = operator(workspace);

/** Answers as a model would, with the first words of a message; every third sentence cites what it was not shown. */
let sentences = 0;
let invented = 0;
const server = await startFakeOpenAI({
  chat({ messages: asked }) {
    const { topics } = JSON.parse(String(asked[1]!.content)) as {
      topics: { topic: number; messages: { message: number; text: string }[] }[];
    };
    return {
      topics: topics.map(({ topic, messages: [first] }) => ({
        topic,
        sentences: [1, 2].map(() => {
          const lies = ++sentences % 3 === 0;
          if (lies) invented++;
          return {
            text: `It was about ${first?.text.slice(0, 80)}`,
            messages: [lies ? 99 : (first?.message ?? 1)],
          };
        }),
      })),
    };
  },
});
const config = loadConfig({
  HUBBUB_DATA_DIR: dataDir,
  OPENAI_BASE_URL: server.baseUrl,
  HUBBUB_LABELLER: 'openai:loopback',
  HUBBUB_LABEL_TOKENS_PER_DAY: '100000000',
  HUBBUB_EMBEDDER: 'local',
});

const first = Math.floor(messages[0]!.ts / DAY) * DAY;
const rows: Record<string, Record<string, number>> = {};
for (const model of ['none', 'loopback'])
  rows[model] = {
    digests: 0,
    empty: 0,
    refusedBySlack: 0,
    refusedByDiscord: 0,
    claims: 0,
    links: 0,
    dead: 0,
    unlinked: 0,
  };
let next = 0;
for (let day = 0; day < Number(values.days); day++) {
  const to = first + (day + 1) * DAY;
  const end = messages.findIndex(({ ts }) => ts >= to);
  const until = end < 0 ? messages.length : end;
  for (; next < until; next += 500)
    await collect(
      store,
      messages.slice(next, Math.min(next + 500, until)).map((one) => ({ ...one, permalink: linkOf(one.id) })),
    );
  next = until;
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, keywordLabeller, workspace);
  for (const [model, row] of Object.entries(rows)) {
    const writer =
      model === 'none'
        ? undefined
        : await openWriter(config, store, workspace, (error) => {
            throw error;
          });
    const draft = await compose(store, viewer, { from: to - DAY, to }, writer);
    const reply = await digestReply(store, viewer, draft, {
      more: (page) => `/digest show #1 2023-10-01T09:00 ${page}`,
    });
    judge(reply, row!);
    if (values.show && new Date(to - DAY).toISOString().startsWith(values.show))
      console.log(render(reply, pageOf(process.stdout)));
  }
}
await server.close();
await embedder.close();
await store.close();
console.table(rows);
console.log(
  `${sentences} sentences by the model, ${invented} of them citing a message that it was not shown: none is in a digest.`,
);

function judge(reply: Reply, row: Record<string, number>): void {
  row.digests!++;
  const slack = forSlack(reply);
  const slackFaults = checkMessage({ text: slack.text, blocks: slack.blocks });
  if (slackFaults.length > 0) row.refusedBySlack!++;
  if (faultsOf(forDiscord(reply, new Buttons()) as unknown as SentMessage).length > 0)
    row.refusedByDiscord!++;
  const lines = reply.parts.flatMap((part) =>
    part.kind === 'claims' ? part.claims.flatMap((claim) => claim.lines) : [],
  );
  if (lines.length === 0) row.empty!++;
  for (const line of lines) {
    row.claims!++;
    row.links! += line.links.length;
    row.dead! += line.links.filter((link) => !links.has(link)).length;
    if (line.links.length === 0) row.unlinked!++;
  }
}
