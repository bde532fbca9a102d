import type { types } from '@slack/bolt';
import { checkView, withBlockIds } from '../blocks.ts';
import { newTs } from '../ids.ts';
import type { Interaction } from '../interaction.ts';
import type { ShownView } from '../records.ts';
import { ApiError, type Context, type Method } from './method.ts';

/** Modals and home tabs (https://docs.slack.dev/reference/methods?family=views). */
export const viewMethods: Record<string, Method> = {
  'views.open': { tier: 4, run: (context) => open(context, false) },
  'views.push': { tier: 4, run: (context) => open(context, true) },
  'views.update': {
    tier: 4,
    run(context) {
      const { slack, team, args } = context;
      const shown = slack.records.views.findLast(
        ({ id, team: of, view }) =>
          of === team.id &&
          (args.text('view_id')
            ? id === args.text('view_id')
            : view.external_id === args.text('external_id')),
      );
      if (!shown) throw new ApiError('not_found');
      if (args.text('hash') && args.text('hash') !== shown.hash) throw new ApiError('hash_conflict');
      const view = viewOf(context);
      Object.assign(shown, { hash: newTs(), view: { ...view, blocks: withBlockIds(view.blocks) } });
      return { view: team.interactions.viewJson(shown) };
    },
  },
  'views.publish': {
    tier: 4,
    run(context) {
      const { slack, team, args } = context;
      const view = viewOf(context);
      const shown: ShownView = {
        id: `VH${newTs()}`,
        hash: newTs(),
        team: team.id,
        user: args.required('user_id'),
        view,
      };
      slack.records.views.push(shown);
      return { view: team.interactions.viewJson(shown) };
    },
  },
};

/** A trigger is good for three seconds, and for one view. */
const TRIGGER_MS = 3_000;
const DEEPEST = 3;

function open(context: Context, push: boolean): object {
  const { team, slack, args } = context;
  const interaction = team.interactions.byTrigger(args.required('trigger_id'));
  if (!interaction) throw new ApiError('invalid_trigger_id');
  if (interaction.triggered) throw new ApiError('exchanged_trigger_id');
  if (Date.now() - interaction.at > TRIGGER_MS) throw new ApiError('expired_trigger_id');
  const view = viewOf(context);
  interaction.triggered = true;
  const previous = push ? beneath(interaction, slack.records.views) : undefined;
  return { view: team.interactions.viewJson(team.interactions.show(interaction, view, previous)) };
}

/** The view that the person sees and that another is pushed upon. */
function beneath({ user }: Interaction, views: readonly ShownView[]): ShownView {
  const top = views.findLast((shown) => shown.user === user.id);
  if (!top) throw new ApiError('not_found');
  let depth = 1;
  for (let below = top.previous; below; below = below.previous) depth += 1;
  if (depth >= DEEPEST) throw new ApiError('push_limit_reached');
  return top;
}

function viewOf({ slack, args }: Context): types.View {
  const view = args.json<types.View>('view');
  if (!view) throw new ApiError('invalid_arguments');
  const problems = checkView(view);
  slack.records.violations.push(...problems);
  if (problems.length > 0) {
    const messages = problems.map(({ detail }) => `[ERROR] ${detail}`);
    throw new ApiError('invalid_arguments', { response_metadata: { messages } });
  }
  return view;
}
