import { describe, expect, it } from 'vitest';
import { isWritten, SlackMessage, slackAuthor, slackContent } from './message.ts';

const names = { user: (id: string) => (id === 'U1' ? 'Ada' : undefined), channel: () => undefined };
const read = (fields: object) => SlackMessage.parse({ ts: '1700000000.000100', ...fields });
const content = (fields: object) => slackContent(read(fields), names);

describe('slackContent', () => {
  it('takes the text, and blocks where there is none', () => {
    const rich = (...elements: object[]) => [
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
    ];
    const blocks = rich(
      { type: 'text', text: 'a < b, ' },
      { type: 'user', user_id: 'U1' },
      { type: 'emoji', name: 'wave' },
    );
    expect(content({ text: 'said', blocks })).toBe('said');
    expect(content({ text: '', blocks })).toBe('a < b, @Ada:wave:');
    const header = { type: 'header', text: { type: 'plain_text', text: 'Build *failed*' } };
    const section = {
      type: 'section',
      text: { type: 'mrkdwn', text: '*main* &amp; more' },
      fields: [{ type: 'mrkdwn', text: '_now_' }],
    };
    expect(content({ blocks: [header, { type: 'divider' }, section] })).toBe(
      'Build *failed*\nmain & more\nnow',
    );
    const items = ['one', 'two'].map((text) => ({
      type: 'rich_text_section',
      elements: [{ type: 'text', text }],
    }));
    expect(
      content({ blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_list', elements: items }] }] }),
    ).toBe('one\ntwo');
  });

  it('falls back to attachments and the titles of files', () => {
    const attachments = [
      { title: 'Deploy', text: 'of *web* done', fields: [{ title: 'Took', value: '3 min' }] },
      { fallback: 'plain' },
    ];
    expect(content({ attachments })).toBe('Deploy\nof web done\nTook\n3 min\nplain');
    expect(content({ files: [{ title: 'Floor plan', name: 'a.png' }, { name: 'b.pdf' }] })).toBe(
      'Floor plan\nb.pdf',
    );
    expect(
      content({
        text: '<@U1|ada> uploaded a file',
        file: { title: 'Chart', initial_comment: { comment: 'look' } },
      }),
    ).toBe('Chart\nlook');
    expect(
      content({
        text: '<@U1|ada> commented on a file',
        subtype: 'file_comment',
        comment: { user: 'U1', comment: 'nice' },
      }),
    ).toBe('nice');
    expect(content({})).toBe('');
  });

  it('survives fields of the wrong kind', () => {
    const odd = {
      text: 7,
      files: 'none',
      attachments: [3, { fields: {}, text: 'kept' }],
      blocks: { type: 'rich_text' },
      edited: true,
    };
    expect(content(odd)).toBe('kept');
  });
});

it('tells what people and bots write from the notices of Slack', () => {
  expect(isWritten(read({ subtype: 'thread_broadcast' }))).toBe(true);
  expect(isWritten(read({ subtype: 'channel_join' }))).toBe(false);
  expect(isWritten(read({ hidden: true }))).toBe(false);
});

it('names the author, and keeps apart the people who speak through one bridge', () => {
  expect(slackAuthor(read({ user: 'U1' }), names)).toEqual({ id: 'U1', name: 'Ada', bot: false });
  expect(slackAuthor(read({ user: 'U2', user_profile: { real_name: 'Bo' } }), names)).toEqual({
    id: 'U2',
    name: 'Bo',
    bot: false,
  });
  const bridged = { subtype: 'bot_message', bot_id: 'B1', username: 'cy@irc' };
  expect(slackAuthor(read(bridged), names)).toEqual({ id: 'B1:cy@irc', name: 'cy@irc', bot: true });
});
