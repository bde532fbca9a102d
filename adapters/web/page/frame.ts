import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from './data.ts';
import { html } from './html.ts';
import { Icon } from './parts/icons.ts';
import { Empty } from './parts/states.ts';
import { go, Link, type Route, useRoute } from './route.ts';
import { Digests } from './views/digests.ts';
import { MapView } from './views/map.ts';
import { Search } from './views/search.ts';
import { Status } from './views/status.ts';
import { Timeline } from './views/timeline.ts';
import { Topic } from './views/topic.ts';
import { Topics } from './views/topics.ts';

/** Who is signed in, and what they may look into. */
export interface Session {
  kind: 'operator' | 'person';
  workspaces: { id: string; name: string; mayCurate: boolean }[];
}

const views = [
  { path: '', name: 'Map', icon: 'map' },
  { path: 'topics', name: 'Topics', icon: 'topics' },
  { path: 'timeline', name: 'Timeline', icon: 'timeline' },
  { path: 'search', name: 'Search', icon: 'search' },
  { path: 'digests', name: 'Digests', icon: 'digests' },
  { path: 'status', name: 'Status', icon: 'status' },
];

/** What stands around every view: the ways to the others, and the workspace. */
export function Frame({ session }: { session: Session }) {
  const route = useRoute();
  const [chosen, choose] = useState(() => remembered(session));
  const workspace = session.workspaces.find(({ id }) => id === chosen) ?? session.workspaces[0];
  const main = useRef<HTMLElement>(null);
  const here = `${route.view}/${route.subject ?? ''}`;
  const before = useRef(here);
  useEffect(() => {
    document.title = `${views.find(({ path }) => path === route.view)?.name ?? 'Hubbub'} · Hubbub`;
    if (before.current === here) return;
    before.current = here;
    // Whoever does not see that the view has changed hears it.
    scrollTo(0, 0);
    main.current?.querySelector('h1')?.focus();
  }, [here, route.view]);
  const signOut = async () => {
    await ask('/api/session', { method: 'DELETE' }).catch(() => undefined);
    dispatchEvent(new Event('signed-out'));
  };
  return html`<a class="skip" href="#main">Skip to the content</a>
    <div class="frame">
      <header class="rail">
        <${Link} to="/" class="mark-and-name"><img src="/page/icon.svg" alt="" width="26" height="26" />Hubbub<//>
        <nav aria-label="Views">
          ${views.map(
            ({ path, name, icon }) =>
              html`<${Link} to=${`/${path}`} aria-current=${route.view === path ? 'page' : undefined}><${Icon} name=${icon} /><span>${name}</span><//>`,
          )}
        </nav>
        <div class="who">
          ${
            session.workspaces.length > 1
              ? html`<select aria-label="Workspace" value=${workspace?.id} onChange=${(event: Event) => {
                  const { value } = event.target as HTMLSelectElement;
                  sessionStorage.setItem('workspace', value);
                  choose(value);
                  go('/');
                }}>${session.workspaces.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select>`
              : html`<bdi class="workspace">${workspace?.name}</bdi>`
          }
          <button type="button" class="plain" onClick=${signOut}><${Icon} name="out" /><span>Sign out</span></button>
        </div>
      </header>
      <main id="main" ref=${main} tabindex="-1">
        ${
          workspace
            ? html`<${View} key=${workspace.id} route=${route} api=${`/api/in/${encodeURIComponent(workspace.id)}`} mayCurate=${workspace.mayCurate} operates=${session.kind === 'operator'} />`
            : html`<div class="page"><${Empty} title="There is nothing here for you yet" text="Hubbub has collected no messages in channels that you may read." /></div>`
        }
      </main>
    </div>`;
}

function View({ route, ...props }: { route: Route; api: string; mayCurate: boolean; operates: boolean }) {
  switch (route.view) {
    case '':
      return html`<${MapView} route=${route} ...${props} />`;
    case 'topics':
      return html`<${route.subject ? Topic : Topics} key=${route.subject} route=${route} ...${props} />`;
    case 'timeline':
      return html`<${Timeline} ...${props} />`;
    case 'search':
      return html`<${Search} route=${route} ...${props} />`;
    case 'digests':
      return html`<${Digests} route=${route} ...${props} />`;
    case 'status':
      return html`<${Status} ...${props} />`;
    default:
      return html`<div class="page"><${Empty} title="There is no such page" text="Choose a view at the side." /></div>`;
  }
}

const remembered = ({ workspaces }: Session) => sessionStorage.getItem('workspace') ?? workspaces[0]?.id;
