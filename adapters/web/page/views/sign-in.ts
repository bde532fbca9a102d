import { html } from '../html.ts';

const names: Record<string, string> = { slack: 'Slack', discord: 'Discord' };

const troubles: Record<string, string> = {
  used: 'This link has been used already. Hubbub prints another one whenever one is used up.',
  expired: 'Signing in took too long, or began in another browser. Try it again.',
  refused: 'Signing in did not work out. Try it again; the log of Hubbub says more.',
  unreachable: 'The platform cannot be reached just now. Try it again in a moment.',
};

/** For whoever is not signed in: how to come in. */
export function SignIn({ offered, trouble }: { offered: string[]; trouble?: string | null }) {
  return html`<main class="door">
    <img src="/page/icon.svg" alt="" width="56" height="56" />
    <h1>Hubbub</h1>
    <p>What your channels talk about, as named topics.</p>
    ${trouble && html`<p class="trouble" role="alert">${troubles[trouble] ?? troubles.refused}</p>`}
    ${offered.map((platform) => html`<a class="button strong" href=${`/sign-in/${platform}`}>Sign in with ${names[platform] ?? platform}</a>`)}
    <p class="quiet">
      ${offered.length > 0 ? 'You will see what you may read there, and nothing else. ' : ''}If you run this Hubbub,
      open the link that it printed when it started.
    </p>
  </main>`;
}
