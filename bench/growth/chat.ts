import { seededRandom } from '../../src/topics/cluster/random.ts';

/** One row of a JSONL export. */
export interface Row {
  id: string;
  channel: string;
  user: string;
  /** ISO 8601. */
  ts: string;
  text: string;
}

const channels = 'general backend web mobile data ops security design support release hiring random'.split(
  ' ',
);
const people = 60;
/** Messages of a channel on one subject, on average. */
const stay = 12;
const meanPause = 45_000;
/** Between two subjects of a channel, in milliseconds. */
const silence = 3_600_000;

/** What people talk about, each in words of its own. */
const subjects = [
  'staging database|migration|index|replica lag|vacuum|slow query|connection pool|backup',
  'login page|session cookie|password reset|two-factor code|single sign-on|expired token|captcha',
  'release build|pipeline|flaky test|cache key|artifact|runner|lint step|merge queue',
  'invoice|refund|tax rate|billing address|failed payment|subscription|currency|receipt',
  'search box|ranking|synonyms|typo tolerance|facet|snippet|stale index|autocomplete',
  'push notification|badge count|silent hours|device token|deep link|app store review|crash report',
  'colour contrast|font size|dark mode|spacing grid|icon set|empty state|screen reader|mock-up',
  'kubernetes node|memory limit|rolling restart|liveness probe|ingress|certificate|autoscaler|pod',
  'quarterly forecast|dashboard|churn|cohort|funnel|missing rows|nightly export|outlier',
  'phishing mail|audit log|leaked key|firewall rule|vulnerability scan|least privilege|patch day',
  'candidate|interview loop|take-home task|offer letter|job description|referral|onboarding plan',
  'coffee machine|team lunch|office plants|parking|standing desk|meeting room|snacks|heating',
  'map tiles|geocoder|route planner|offline maps|coordinates|traffic layer|zoom level',
  'video call|echo|screen sharing|microphone|recording|captions|bandwidth|breakout rooms',
  'type checker|generics|null check|compiler upgrade|strict mode|declaration file|enum|union',
  'image upload|thumbnail|resize worker|file size limit|broken preview|storage bucket|exif data',
  'rate limit|retry|timeout|webhook|signature|duplicate delivery|dead letter queue|backoff',
  'translation|plural forms|right to left|missing string|locale|date format|glossary|reviewers',
  'incident|status page|postmortem|on-call rota|escalation|pager|timeline|root cause',
  'feature flag|experiment|control group|rollout|significance|variant|targeting rule|clean-up',
].map((line) => line.split('|'));

/** How they say it: `A` and `B` stand for two words of the subject. */
const sentences = [
  'has anybody seen the A fail? the B looks wrong to me as well',
  'I think the A is only a symptom, what hurts us is the B',
  'can you send me the notes on the A? I need them for the B',
  'after the change to the A the B got slower, maybe by a third',
  'we tried that with the B and had to go back, test it on the A first',
  'agreed, let us keep the A and write down how the B works',
  'the A works for me in a clean checkout, so it must be your B',
  'who owns the A now? a customer asks about the B',
  'small update: the A is done and reviewed, the B needs another day',
  'good catch! I had the A and the B mixed up, now it makes sense',
  'is it written anywhere how the A and the B work together?',
  'better remove the A than add a special case to the B',
  'no trace of the A in the logs, only that the B restarted twice',
  'thanks, that did it: turning off the B made the A come back',
];

/**
 * A made-up chat, the same each time and each message different: people talk of one subject for a while in a channel,
 * and then of another. The first messages of a longer chat are those of a shorter one.
 */
export function makeChat(count: number): Row[] {
  const random = seededRandom(1);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const now = new Map(channels.map((channel) => [channel, { subject: pick(subjects), silentUntil: 0 }]));
  let ts = Date.UTC(2026, 0, 5, 8);
  return Array.from({ length: count }, (_, n) => {
    ts += Math.floor(random() * 2 * meanPause);
    const open = channels.filter((channel) => now.get(channel)!.silentUntil < ts);
    const channel = pick(open.length > 0 ? open : channels);
    const talk = now.get(channel)!;
    const [a, b] = [pick(talk.subject), pick(talk.subject)];
    const text = `${pick(sentences).replace('A', a).replace('B', b)} #${n.toString(36)}`;
    if (random() < 1 / stay) now.set(channel, { subject: pick(subjects), silentUntil: ts + silence });
    const user = `person ${Math.floor(random() * people)}`;
    return { id: `m${n}`, channel, user, ts: new Date(ts).toISOString(), text };
  });
}
