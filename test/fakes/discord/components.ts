import { ComponentType, MessageFlags } from 'discord-api-types/v10';

/** A component as it was sent: nothing about it is certain. */
export interface Sent {
  type: number;
  components?: Sent[];
  component?: Sent;
  accessory?: Sent;
  content?: string;
  label?: string;
  custom_id?: string;
  url?: string;
  style?: number;
  options?: { label: string; value: string }[];
  value?: string;
  disabled?: boolean;
  file?: { url: string };
  items?: { media?: { url?: string }; description?: string }[];
}

export interface SentMessage {
  content?: string | null;
  embeds?: unknown[] | null;
  components?: Sent[] | null;
  flags?: number;
  allowed_mentions?: { parse?: string[]; users?: string[]; roles?: string[] };
  attachments?: { id: string | number; filename?: string; description?: string }[];
  /** What was uploaded with it, by name. */
  files?: Map<string, Buffer>;
}

/** A component with everything inside it. */
export const flatten = (components: readonly Sent[]): Sent[] =>
  components.flatMap((one) => [
    one,
    ...flatten(one.components ?? []),
    ...flatten([one.accessory, one.component].filter((inner) => inner !== undefined)),
  ]);

/** What Discord would refuse in a message (https://discord.com/developers/docs/components/reference). */
export function faultsOf({ content, embeds, components, files, flags = 0 }: SentMessage): string[] {
  const all = flatten(components ?? []);
  const faults: string[] = faultsOfFiles(all, files ?? new Map());
  if (content && content.length > 2000) faults.push(`content has ${content.length} of 2000 characters`);
  if ((embeds?.length ?? 0) > 10) faults.push('more than 10 embeds');
  if (flags & MessageFlags.IsComponentsV2) {
    if (content || embeds?.length) faults.push('content or embeds beside Components V2');
    if (all.length > 40) faults.push(`${all.length} of 40 components`);
    const written = all.reduce(
      (sum, { type, content = '' }) => sum + (type === ComponentType.TextDisplay ? content.length : 0),
      0,
    );
    if (written > 4000) faults.push(`${written} of 4000 characters of text`);
    if (all.length === 0) faults.push('an empty message');
  } else {
    const alien = (components ?? []).filter(({ type }) => type !== ComponentType.ActionRow);
    if (alien.length > 0) faults.push('components of V2 without its flag');
    if ((components?.length ?? 0) > 5) faults.push('more than 5 rows');
    if (!content && !embeds?.length && all.length === 0) faults.push('an empty message (50006)');
  }
  return [...faults, ...all.flatMap(faultsOfOne), ...repeatedIds(all)];
}

/** Bytes of all files of a message, where nobody pays for more. */
const MOST_BYTES = 10_000_000;

function faultsOfFiles(all: readonly Sent[], files: ReadonlyMap<string, Buffer>): string[] {
  const shown = all.flatMap(({ items, file }) => [
    ...(items ?? []).map(({ media }) => media?.url ?? ''),
    ...(file ? [file.url] : []),
  ]);
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  return [
    ...shown
      .filter((url) => !/^https?:/.test(url) && !files.has(url.replace('attachment://', '')))
      .map((url) => `${url} was not uploaded`),
    ...[...files.keys()]
      .filter((name) => !shown.includes(`attachment://${name}`))
      .map((name) => `${name} is shown nowhere`),
    ...(bytes > MOST_BYTES ? [`${bytes} bytes of files (40005)`] : []),
  ];
}

const repeatedIds = (all: readonly Sent[]): string[] => {
  const ids = all.flatMap(({ custom_id }) => custom_id ?? []);
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `custom_id ${id} twice`);
};

function faultsOfOne(one: Sent): string[] {
  const faults: string[] = [];
  const within = (what: string, text: string | undefined, most: number, least = 1) => {
    const length = text?.length ?? 0;
    if (length < least || length > most)
      faults.push(`${what} has ${length} characters, not ${least} to ${most}`);
  };
  if (one.custom_id !== undefined) within('custom_id', one.custom_id, 100);
  switch (one.type) {
    case ComponentType.ActionRow:
      if (!one.components?.length || one.components.length > 5) faults.push('a row of none or more than 5');
      break;
    case ComponentType.Button:
      within('label', one.label, 80);
      if ((one.style === 5) !== (one.url !== undefined)) faults.push('a link button has a url, and only it');
      if ((one.style === 5) === (one.custom_id !== undefined))
        faults.push('a button has a custom_id or a url');
      if (one.url !== undefined) within('url', one.url, 512);
      break;
    case ComponentType.StringSelect:
      if (!one.options?.length || one.options.length > 25) faults.push('a menu of none or more than 25');
      for (const { label, value } of one.options ?? []) {
        within('option label', label, 100);
        within('option value', value, 100);
      }
      break;
    case ComponentType.TextDisplay:
      within('text', one.content, 4000);
      break;
    case ComponentType.Section:
      if (!one.components?.length || one.components.length > 3)
        faults.push('a section of none or more than 3 texts');
      if (!one.accessory) faults.push('a section without accessory');
      break;
    case ComponentType.MediaGallery:
      if (!one.items?.length || one.items.length > 10) faults.push('a gallery of none or more than 10');
      for (const { description } of one.items ?? []) within('description', description, 1024);
      break;
    case ComponentType.Container:
      if (!one.components?.length) faults.push('an empty container');
      break;
    case ComponentType.Label:
      within('label', one.label, 45);
      break;
  }
  return faults;
}

/** What Discord would refuse in a modal. */
export function faultsOfModal(modal: { title?: string; custom_id?: string; components?: Sent[] }): string[] {
  const faults = flatten(modal.components ?? []).flatMap(faultsOfOne);
  if (!modal.title || modal.title.length > 45) faults.push('title has none or more than 45 characters');
  if (!modal.custom_id || modal.custom_id.length > 100)
    faults.push('custom_id has none or more than 100 characters');
  if (!modal.components?.length || modal.components.length > 5) faults.push('a modal of none or more than 5');
  return faults;
}

/** Mentions that would notify somebody. */
export function pingsIn(message: SentMessage): string[] {
  const { allowed_mentions: allowed, content, components } = message;
  if (allowed && !allowed.parse?.length && !allowed.users?.length && !allowed.roles?.length) return [];
  const texts = [content ?? '', ...flatten(components ?? []).map((one) => one.content ?? '')];
  return texts.flatMap((text) => text.match(/<@[!&]?\d+>|@everyone|@here/g) ?? []);
}
