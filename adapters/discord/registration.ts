import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  ApplicationCommandOptionType as Kind,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';

/** Name of the command in a message's menu. */
export const FIND_SIMILAR = 'Find similar';

const everywhere = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

const channels = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
] as const;

/** What is proposed for `since`; any other time can be typed. */
export const stretches = [
  { name: 'Last day', value: '1d' },
  { name: 'Last three days', value: '3d' },
  { name: 'Last week', value: '7d' },
  { name: 'Last month', value: '30d' },
  { name: 'Everything', value: 'all' },
];

const topic = {
  type: Kind.String as const,
  name: 'topic',
  description: 'The topic',
  autocomplete: true as const,
  required: true,
};
const change = (name: string, description: string) => ({
  type: Kind.Subcommand as const,
  name,
  description,
  options: [topic],
});

const channel = (name: string, description: string, required: boolean) => ({
  type: Kind.Channel as const,
  name,
  description,
  channel_types: [...channels],
  required,
});
/** What is proposed for `zone`, as far as it fits; any other IANA name can be typed. */
export const zones = Intl.supportedValuesOf('timeZone');
const schedule = [
  {
    type: Kind.String as const,
    name: 'time',
    description: 'Time of day, for instance 09:00',
    required: true,
    max_length: 60,
  },
  {
    type: Kind.String as const,
    name: 'zone',
    description: 'Time zone, for instance Europe/Berlin',
    autocomplete: true as const,
  },
  {
    type: Kind.String as const,
    name: 'days',
    description: 'On which days; every day if left out',
    choices: ['daily', 'weekdays', 'weekends'].map((value) => ({ name: value, value })),
  },
];

/**
 * The commands as Discord shows them. Changing topics is a command of its own, and so are digests for a channel, so that server admins can decide who
 * may: under “Integrations” in the server's settings. Until they do, it takes “Manage Messages”.
 */
export const commands: RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    ...everywhere,
    name: 'topics',
    description: 'What people have been talking about',
    options: [
      {
        type: Kind.Channel,
        name: 'channel',
        description: 'Only in this channel',
        channel_types: [...channels],
      },
      {
        type: Kind.String,
        name: 'since',
        description: 'Only since then, for instance 3d or 2026-11-01',
        autocomplete: true,
      },
      { ...topic, description: 'The messages of one topic', required: false },
      {
        type: Kind.String,
        name: 'as',
        description: 'A list, or a map: a picture on which likeness is nearness',
        choices: [
          { name: 'list', value: 'list' },
          { name: 'map', value: 'map' },
        ],
      },
    ],
  },
  {
    ...everywhere,
    name: 'similar',
    description: 'Messages that say something similar',
    options: [
      {
        type: Kind.String,
        name: 'text',
        description: 'What to compare messages with, or a link to a message',
        required: true,
        max_length: 2000,
      },
      {
        type: Kind.Channel,
        name: 'channel',
        description: 'Only in this channel',
        channel_types: [...channels],
      },
      { type: Kind.User, name: 'person', description: 'Only by this person' },
      {
        type: Kind.String,
        name: 'since',
        description: 'Only since then, for instance 2w or 2026-11-01',
        autocomplete: true,
      },
      { type: Kind.String, name: 'before', description: 'Only before then, for instance 2w or 2026-11-01' },
    ],
  },
  {
    ...everywhere,
    name: 'topic',
    description: 'Put a topic right, for everybody and for good',
    default_member_permissions: String(PermissionFlagsBits.ManageMessages),
    options: [
      {
        ...change('rename', 'Give a topic a name that stays'),
        options: [
          topic,
          {
            type: Kind.String,
            name: 'name',
            description: 'The new name; asked for if left out',
            max_length: 150,
          },
        ],
      },
      {
        ...change('merge', 'Make two topics one'),
        options: [
          topic,
          { ...topic, name: 'other', description: 'The topic that becomes part of the first' },
        ],
      },
      change('pin', 'Keep a topic on top of the list'),
      change('unpin', 'Let a topic take its place by size again'),
      change('hide', 'Keep a topic out of the list'),
      change('unhide', 'Show a hidden topic again'),
    ],
  },
  {
    ...everywhere,
    name: 'digest',
    description: 'What mattered, for you alone',
    options: [
      { type: Kind.Subcommand, name: 'now', description: 'What mattered in the last day' },
      { type: Kind.Subcommand, name: 'last', description: 'The last digest that was posted' },
      {
        type: Kind.Subcommand,
        name: 'on',
        description: 'Have one as a direct message, day by day',
        options: [...schedule],
      },
      { type: Kind.Subcommand, name: 'off', description: 'No more of them' },
      { type: Kind.Subcommand, name: 'list', description: 'Which digests are set up' },
    ],
  },
  {
    ...everywhere,
    name: 'digests',
    description: 'Digests for everybody in a channel',
    default_member_permissions: String(PermissionFlagsBits.ManageMessages),
    options: [
      {
        type: Kind.Subcommand,
        name: 'on',
        description: 'Post one in a channel, day by day',
        options: [
          channel('channel', 'Where it is posted', true),
          ...schedule,
          channel(
            'about',
            'Only about this channel; about all that everybody there may see if left out',
            false,
          ),
        ],
      },
      {
        type: Kind.Subcommand,
        name: 'off',
        description: 'No more of them',
        options: [channel('channel', 'Where it was posted', true)],
      },
      {
        type: Kind.Subcommand,
        name: 'preview',
        description: 'What would be posted now, shown to you alone',
        options: [channel('channel', 'Where it would be posted', true)],
      },
    ],
  },
  {
    ...everywhere,
    name: 'hubbub',
    description: 'Help, how far it has read, and what it keeps',
    options: [
      { type: Kind.Subcommand, name: 'help', description: 'What you can ask' },
      { type: Kind.Subcommand, name: 'status', description: 'How far it has read' },
      {
        type: Kind.Subcommand,
        name: 'backfill',
        description: 'Read the history of a channel once more',
        options: [
          {
            type: Kind.Channel,
            name: 'channel',
            description: 'Which one',
            channel_types: [...channels],
            required: true,
          },
        ],
      },
      {
        type: Kind.Subcommand,
        name: 'privacy',
        description: 'What is kept, where it goes, and how to take it back',
        options: [
          {
            type: Kind.String,
            name: 'about-mine',
            description: 'Decide about your own messages',
            choices: [
              { name: 'Collect no more of what I write', value: 'opt-out' },
              { name: 'Collect what I write again', value: 'opt-in' },
              { name: 'Forget what I wrote', value: 'forget me' },
              { name: 'Give me what I wrote', value: 'export mine' },
            ],
          },
        ],
      },
    ],
  },
  { ...everywhere, type: ApplicationCommandType.Message, name: FIND_SIMILAR },
];
