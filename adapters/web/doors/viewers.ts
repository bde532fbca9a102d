import { operator, type Viewer } from '../../../src/viewer.ts';
import type { Views } from '../../../src/views/views.ts';
import type { Guest } from './sessions.ts';

/** What a platform knows of a person: throws where they are not in the workspace, or where it cannot be told. */
export type ViewerOf = (workspace: string, person: string) => Promise<Viewer>;

/** The workspaces that a guest may look into, and as whom. */
export class Viewers {
  readonly #views: Pick<Views, 'workspaces'>;
  readonly #platforms: ReadonlyMap<string, ViewerOf>;

  constructor(views: Pick<Views, 'workspaces'>, platforms: ReadonlyMap<string, ViewerOf>) {
    this.#views = views;
    this.#platforms = platforms;
  }

  /** Undefined where there is no such workspace for this guest; closed, too, while a platform does not answer. */
  async viewer(guest: Guest, workspace: string): Promise<Viewer | undefined> {
    const known = await this.#views.workspaces();
    if (!known.some(({ id }) => id === workspace)) return undefined;
    if (guest.kind === 'operator') return operator(workspace);
    const { platform, team, person } = guest;
    const vouchedFor =
      team === undefined ? workspace.startsWith(`${platform}:`) : workspace === `${platform}:${team}`;
    if (!vouchedFor) return undefined;
    return this.#platforms
      .get(platform)?.(workspace, person)
      .catch(() => undefined);
  }

  async workspaces(guest: Guest): Promise<{ id: string; name: string; mayCurate: boolean }[]> {
    const all = await this.#views.workspaces();
    const seen = await Promise.all(all.map(({ id }) => this.viewer(guest, id)));
    return all.flatMap(({ id, name }, i) => {
      const viewer = seen[i];
      return viewer ? [{ id, name: name ?? id, mayCurate: viewer.mayCurate ?? false }] : [];
    });
  }
}
