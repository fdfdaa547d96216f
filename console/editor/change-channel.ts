import type { Channel } from '../../core/contracts/definition.ts';
import { isObject } from '../../core/contracts/object.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { type DraftPath, isWritten, readPath } from './draft-path.ts';
import { createMessage, MESSAGE_FIELDS } from './message-fields.ts';
import { listTextPaths } from './message-languages.ts';

/** The change of a message to another channel. */
interface ChannelChange {
  readonly writes: readonly FieldWrite[];
  /** The paths in the message of what it loses: the other channel has no such field. */
  readonly lost: readonly DraftPath[];
}

/** The texts of a message, or of one of its translations. */
interface Texts {
  readonly at: DraftPath;
  readonly values: Readonly<Record<string, unknown>>;
  /** The fields that the other channel has there. */
  readonly names: readonly string[];
  /** The fields that it needs there, also while they are empty. */
  readonly needed: readonly string[];
}

/**
 * Returns the change of a message to another channel. It keeps the fields that both channels have, the content as the other channel has it,
 * and the subject as the title, or the title as the subject. What is no object becomes a new message.
 */
export function changeChannel(message: unknown, path: DraftPath, next: Channel): ChannelChange {
  if (!isObject(message)) return { writes: [{ path, value: createMessage(next) }], lost: [] };
  const { texts, others, translated } = MESSAGE_FIELDS[next];
  const ofTranslation = [...translated, ...others.filter((name) => name === 'buttons')];
  // The link of a message is for the user, and the address of a webhook is not.
  const isOtherUrl = (message['channel'] === 'webhook') !== (next === 'webhook');
  const listKept = (names: readonly string[]) => names.filter((name) => name !== 'url' || !isOtherUrl);
  const { channel, ...needed } = createMessage(next);
  const moved = listTextPaths(message).map((at) => {
    const isWhole = at.length === 0;
    const values = readPath(message, at);
    return moveFields({
      at,
      values: isObject(values) ? values : {},
      names: listKept(isWhole ? [...texts, ...others] : ofTranslation),
      needed: isWhole ? Object.keys(needed) : [],
    });
  });
  const present = moved[0]?.present ?? [];
  const missing = Object.entries(needed).filter(([name]) => !present.includes(name));
  const hasParts = next === 'email' && (present.includes('html') || present.includes('text'));
  return {
    writes: [
      { path: [...path, 'channel'], value: channel },
      ...moved.flatMap(({ writes }) => writes.map(({ path: at, value }) => ({ path: [...path, ...at], value }))),
      ...missing
        .filter(([name]) => name !== 'body' || !hasParts)
        .map(([name, value]) => ({ path: [...path, name], value })),
    ],
    lost: moved.flatMap(({ lost }) => lost),
  };
}

/** The names of a field in different channels; each takes the value of the first of the others that is filled. */
const COUNTERPARTS: readonly (readonly string[])[] = [
  ['body', 'text', 'html'],
  ['subject', 'title'],
];

/** Returns the writes that leave only the fields that the other channel has, those that are present then, and what is lost. */
function moveFields({ at, values, names, needed }: Texts) {
  const kept = names.filter((name) => values[name] !== '' || needed.includes(name));
  const dropped = Object.keys(values).filter((name) => isOfChannels(name) && !kept.includes(name));
  const taken = new Map<string, string>();
  for (const group of COUNTERPARTS) {
    const target = group.find((name) => names.includes(name));
    const source = group.find((name) => dropped.includes(name) && isFilled(values[name]));
    if (target !== undefined && source !== undefined && !isFilled(values[target])) taken.set(target, source);
  }
  const sources = [...taken.values()];
  return {
    writes: [
      ...[...taken].map(([target, source]) => ({ path: [...at, target], value: values[source] })),
      ...dropped.filter((name) => !taken.has(name)).map((name) => ({ path: [...at, name], value: undefined })),
    ],
    present: [...Object.keys(values).filter((name) => !dropped.includes(name)), ...taken.keys()],
    lost: dropped.filter((name) => isFilled(values[name]) && !sources.includes(name)).map((name) => [...at, name]),
  };
}

const NAMES_OF_ALL = new Set<string>(
  Object.values(MESSAGE_FIELDS).flatMap(({ texts, others }) => [...texts, ...others]),
);

/** Returns whether a channel has the field. What none has is a fault of the text, and stays. */
function isOfChannels(name: string): boolean {
  return NAMES_OF_ALL.has(name);
}

/** Returns whether a value would be missed. */
function isFilled(value: unknown): boolean {
  return isWritten(value) && (typeof value !== 'object' || Object.keys(Object(value)).length > 0);
}
