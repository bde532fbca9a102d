import { useEffect, useState } from 'preact/hooks';
import { type Child, html } from './html.ts';

/** Where the page is: `/topics/ab12?page=2` is the view `topics` of `ab12`. */
export interface Route {
  view: string;
  /** What comes after the view, if anything. */
  subject?: string;
  query: URLSearchParams;
}

function currentRoute(): Route {
  const [view = '', subject] = location.pathname.slice(1).split('/').map(decodeURIComponent);
  return { view, ...(subject && { subject }), query: new URLSearchParams(location.search) };
}

/** Goes to another view of this page. */
export function go(path: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  dispatchEvent(new Event('popstate'));
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const moved = () => setRoute(currentRoute());
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  return route;
}

/** A link within the page; with Ctrl, Shift or the middle button it opens a tab, as links do. */
export function Link({
  to,
  children,
  ...rest
}: {
  to: string;
  children?: Child;
  [property: string]: unknown;
}) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return html`<a href=${to} onClick=${follow} ...${rest}>${children}</a>`;
}
