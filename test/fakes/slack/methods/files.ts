import { newId } from '../ids.ts';
import { find } from '../timeline.ts';
import { ApiError, channelOf, type Method } from './method.ts';

const scopes = ['files:write'];

/** Uploading in two steps (https://docs.slack.dev/messaging/working-with-files#upload). */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    tier: 4,
    scopes,
    run({ slack, team, args }) {
      const name = args.required('filename');
      if (args.number('length', 0) === 0) throw new ApiError('invalid_arguments');
      const id = newId('F');
      const altText = args.text('alt_text');
      if ((altText?.length ?? 0) > 1_000) throw new ApiError('alt_txt_too_large');
      slack.records.files.push({
        team: team.id,
        id,
        name,
        length: args.number('length', 0),
        ...(altText && { altText }),
        content: Buffer.alloc(0),
        refused: 0,
      });
      return { upload_url: `${slack.origin}/upload/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    tier: 4,
    scopes,
    run(context) {
      const { slack, team, args } = context;
      const files = args.json<{ id: string; title?: string }[]>('files') ?? [];
      const uploaded = files.map(({ id, title }) => {
        const file = slack.records.files.find((one) => one.id === id && one.team === team.id);
        if (!file?.content.length) throw new ApiError('file_not_found');
        if (file.content.length !== file.length) throw new ApiError('invalid_arguments');
        return Object.assign(file, { title: title ?? file.name, complete: true });
      });
      if (uploaded.length === 0) throw new ApiError('invalid_arguments');
      if (args.text('channel_id')) {
        const channel = channelOf(context, 'channel_id');
        if (!team.botIsIn(channel)) throw new ApiError('not_in_channel');
        for (const file of uploaded) file.channel = channel.id;
        const thread = args.text('thread_ts') && find(channel, args.text('thread_ts')!);
        team.post(channel, team.bot, args.text('initial_comment') ?? '', {
          files: uploaded.map(({ title, name }) => title ?? name),
          ...(thread && { thread: { channel, ts: thread.ts } }),
        });
      }
      return { files: uploaded.map(({ id, title }) => ({ id, title })) };
    },
  },
};
