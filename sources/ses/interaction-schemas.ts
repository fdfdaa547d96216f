import * as v from 'valibot';
import { hasMoreCharacters } from '../../core/contracts/characters.ts';
import { openObject } from '../../core/contracts/fault.ts';
import { MAX_ID_CHARACTERS, MAX_TEXT_CHARACTERS } from '../../core/contracts/selector.ts';
import { createOptionalSchema, instantSchema, optionalTextSchema } from './fields.ts';
import { guessOpenKind, isBotBySes } from './guess-machine.ts';
import { type InteractionFields, MAIL_TIME, type OccurrenceSchema, timedMailSchema } from './occurrence.ts';

/** The schema of `Send`: SES accepted the email. It has no instant of its own. */
export const sendSchema: OccurrenceSchema = v.pipe(
  openObject({ mail: timedMailSchema }),
  v.transform(({ mail: { timestamp } }) => ({
    at: timestamp,
    timeField: MAIL_TIME,
    interactions: [{ interaction: 'email.received', receipt: 'sent' }],
    report: { kind: 'sent' as const },
  })),
);

/** The schema of `Delivery`: the mail server of the user took the email. */
export const deliveredSchema: OccurrenceSchema = v.pipe(
  openObject({ delivery: openObject({ timestamp: instantSchema }) }),
  v.transform(({ delivery: { timestamp } }) => ({
    at: timestamp,
    timeField: ['delivery', 'timestamp'],
    interactions: [{ interaction: 'email.received', receipt: 'delivered' }],
    report: { kind: 'delivered' as const },
  })),
);

const signs = { userAgent: v.optional(v.unknown()), isBotEvent: v.optional(v.unknown()) };

/** The schema of `Open`. */
export const openSchema: OccurrenceSchema = v.pipe(
  openObject({ open: openObject({ timestamp: instantSchema, ...signs }) }),
  v.transform(({ open }) => {
    const openKind = guessOpenKind(open);
    const guessed = openKind === undefined ? {} : { openKind };
    return {
      at: open.timestamp,
      timeField: ['open', 'timestamp'],
      interactions: [{ interaction: 'email.opened', ...guessed, ...keepGuess(open.isBotEvent) }],
      report: { kind: 'opened' as const },
    };
  }),
);

const linkTags = openObject({
  alias: createOptionalSchema(v.array(v.nullable(v.string('text')), 'a list of texts')),
});

/** The schema of `Click`: a click, and that of its alias if the link has one. */
export const clickSchema: OccurrenceSchema = v.pipe(
  openObject({
    click: openObject({
      timestamp: instantSchema,
      link: optionalTextSchema,
      linkTags: createOptionalSchema(linkTags),
      ...signs,
    }),
  }),
  v.transform(({ click }) => {
    const { link, timestamp, linkTags: tags, isBotEvent } = click;
    const suspectedBot = isBotBySes(click);
    const linkUrl = dropUnmatchable(link, MAX_TEXT_CHARACTERS);
    const linkAlias = dropUnmatchable(tags?.alias?.[0], MAX_ID_CHARACTERS);
    const fields = {
      ...(linkUrl === undefined ? {} : { linkUrl }),
      ...(suspectedBot === undefined ? {} : { suspectedBot }),
      ...keepGuess(isBotEvent),
    };
    return {
      at: timestamp,
      timeField: ['click', 'timestamp'],
      ...(link === undefined ? {} : { link }),
      interactions: [
        { interaction: 'email.clicked', ...fields },
        ...(linkAlias === undefined ? [] : [{ interaction: 'email.alias_clicked', linkAlias, ...fields }]),
      ],
      report: { kind: 'clicked' as const },
    };
  }),
);

/** Returns what SES guesses, for filters: a text that is not of today's list stays readable there. */
function keepGuess(isBotEvent: unknown): InteractionFields {
  const guess = typeof isBotEvent === 'string' ? dropUnmatchable(isBotEvent, MAX_ID_CHARACTERS) : undefined;
  return guess === undefined ? {} : { properties: { isBotEvent: guess } };
}

/** Returns a text, or undefined if no campaign can match it: it is empty, too long, or has half a character (R67). */
function dropUnmatchable(text: string | null | undefined, max: number): string | undefined {
  if (text === undefined || text === null || text === '') return undefined;
  return hasMoreCharacters(text, max) || !text.isWellFormed() ? undefined : text;
}
