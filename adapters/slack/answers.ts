import type { RespondArguments } from '@slack/bolt';
import type { Reply } from '../../src/commands/reply.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Viewer } from '../../src/viewer.ts';
import type { Host } from '../adapter.ts';
import { sendFiles } from './files.ts';
import { sendReply } from './pictures.ts';
import { explain } from './refusal.ts';
import type { SlackWorkspace } from './workspace.ts';

/** Posts to the response_url of what a person did. Slack takes five such posts; one is used. */
export type Respond = (message: RespondArguments) => Promise<unknown>;

/** Runs command lines for people and tells each of them alone. */
export class Answers {
  readonly #slack: SlackWorkspace;
  readonly #host: Host;

  constructor(slack: SlackWorkspace, host: Host) {
    this.#slack = slack;
    this.#host = host;
  }

  /**
   * Answers `user`; what fails is told to them, too, and shows nothing else.
   *
   * @param line makes the command line from the ids of the channels that they may read
   * @param replaces the answer takes the place of the message whose button was pressed
   */
  async give(
    user: string,
    line: (visible: ReadonlySet<string>) => string,
    respond: Respond,
    { replaces = false } = {},
  ): Promise<void> {
    let viewer: Viewer;
    try {
      viewer = await this.#slack.viewers.viewer(user);
    } catch (error) {
      const why = 'I could not find out which channels you may read, so I show nothing.';
      await this.#send(respond, sorry(why, 'Please try again in a minute.'));
      throw explain(error, 'asking Slack which channels somebody may read');
    }
    let reply: Reply;
    try {
      reply = await this.#host.run(viewer, line(viewer.channels as ReadonlySet<string>));
    } catch (error) {
      if (error instanceof HubbubError)
        return void (await this.#send(respond, sorry(error.message, error.fix)));
      await this.#send(
        respond,
        sorry('Something went wrong on my side.', 'The people who run Hubbub find it in its log.'),
      );
      throw error;
    }
    try {
      await sendFiles(this.#slack, user, reply);
    } catch (error) {
      const why = 'The file could not be sent to you.';
      await this.#send(respond, sorry(why, 'The people who run Hubbub find the reason in its log.'));
      throw explain(error, 'sending somebody a file');
    }
    await this.#send(respond, reply, replaces);
  }

  #send(respond: Respond, reply: Reply, replaces = false): Promise<unknown> {
    return sendReply(this.#slack, reply, (message) =>
      respond({
        ...message,
        response_type: 'ephemeral',
        replace_original: replaces,
        // Not in the SDK's types for a response_url, but Slack takes them as it does with chat.postMessage.
        ...({ unfurl_links: false, unfurl_media: false } as object),
      }),
    );
  }
}

const sorry = (heading: string, fix: string): Reply => ({
  heading,
  parts: [{ kind: 'text', text: fix }],
  fallback: `${heading} ${fix}`,
});
