import { render } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, Failure } from './data.ts';
import { Frame, type Session } from './frame.ts';
import { html } from './html.ts';
import { Empty } from './parts/states.ts';
import { SignIn } from './views/sign-in.ts';

/** Uses up the token of a one-time link, if that is how somebody came here, and leaves none in the history. */
async function enter(): Promise<string | undefined> {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (!token) return undefined;
  history.replaceState(null, '', '/');
  const trouble = await ask('/api/session', { method: 'POST', body: { token } }).then(
    () => undefined,
    () => 'used',
  );
  return trouble;
}

type State = { session: Session } | { offered: string[]; trouble?: string | null } | { failure: Failure };

function App({ trouble }: { trouble?: string }) {
  const [state, setState] = useState<State>();
  const load = useCallback(async () => {
    const refused = trouble ?? new URLSearchParams(location.search).get('sign-in');
    const response = await fetch('/api/session').catch(() => undefined);
    const said = await response?.json().catch(() => undefined);
    if (response?.ok) setState({ session: said });
    else if (response?.status === 401) setState({ offered: said.signIn, trouble: refused });
    else setState({ failure: new Failure(response?.status ?? 0, said) });
  }, [trouble]);
  useEffect(() => {
    void load();
    addEventListener('signed-out', load);
    return () => removeEventListener('signed-out', load);
  }, [load]);
  if (!state) return html`<p class="door quiet" role="status">One moment …</p>`;
  if ('session' in state) return html`<${Frame} session=${state.session} />`;
  if ('offered' in state) return html`<${SignIn} ...${state} />`;
  return html`<main class="door">
    <${Empty} title=${state.failure.message} text=${state.failure.fix}>
      <button type="button" onClick=${load}>Try again</button>
    <//>
  </main>`;
}

const trouble = await enter();
render(html`<${App} trouble=${trouble} />`, document.getElementById('app')!);
