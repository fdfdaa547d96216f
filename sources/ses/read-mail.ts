import * as v from 'valibot';
import { MAIL_TAGS } from '../../core/contracts/mail-tags.ts';
import { idSchema } from '../../core/contracts/selector.ts';
import { decodeUserTag } from './decode-user-tag.ts';
import type { OtherMailSettings, SesMail, SesSettings } from './ses-event.ts';
import { toAddress } from './to-address.ts';

/** The fields of the mail of an event that tell whose it is. */
export interface MailFields {
  readonly tags?: Readonly<Record<string, unknown>> | undefined;
  readonly destination?: readonly string[] | undefined;
}

/** A value of a mail that cannot be read. */
export interface MailFault {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly expected?: string;
}

/** The mail that an event is about, with the fields that all of its interactions have; or why it is not read. */
export type MailResult =
  | { readonly mail: SesMail; readonly fields: Readonly<Record<string, string>> }
  | { readonly skipped: string }
  | { readonly fault: MailFault };

/** Returns the mail that an event is about: one of this installation, or of another tool whose emails are read. */
export function readMail(fields: MailFields, { installationId, otherMail }: SesSettings): MailResult {
  const installation = getTag(fields.tags, MAIL_TAGS.installation);
  if (installation !== undefined) {
    return installation === installationId
      ? readOwnMail(fields.tags)
      : { skipped: 'the email is of another installation' };
  }
  return otherMail === undefined
    ? { skipped: 'the email is of another tool, and such emails are not read' }
    : readOtherMail(fields, otherMail);
}

const PART_EXPECTED = 'the number of a message, from 0';

function readOwnMail(tags: MailFields['tags']): MailResult {
  const campaignId = getTag(tags, MAIL_TAGS.campaign);
  if (!v.is(idSchema, campaignId)) return createTagFault(MAIL_TAGS.campaign, campaignId);
  const dispatchId = getTag(tags, MAIL_TAGS.dispatch);
  if (!v.is(idSchema, dispatchId)) return createTagFault(MAIL_TAGS.dispatch, dispatchId);
  const part = getTag(tags, MAIL_TAGS.part) ?? '0';
  if (typeof part !== 'string' || !/^\d{1,4}$/.test(part)) return createTagFault(MAIL_TAGS.part, part, PART_EXPECTED);
  const variation = getTag(tags, MAIL_TAGS.variation);
  const userId = decodeUserTag(getTag(tags, MAIL_TAGS.user));
  return {
    mail: {
      origin: 'own',
      key: { dispatchId, channel: 'email', part: Number(part) },
      campaignId,
      ...(userId === undefined ? {} : { userId }),
    },
    fields: { campaignId, dispatchId, ...(v.is(idSchema, variation) ? { messageVariationId: variation } : {}) },
  };
}

function readOtherMail({ tags, destination = [] }: MailFields, settings: OtherMailSettings): MailResult {
  const { campaignTag } = settings;
  const campaignId = getTag(tags, campaignTag);
  if (campaignId === undefined) return { skipped: `the email has no tag ${campaignTag}` };
  if (!v.is(idSchema, campaignId)) return createTagFault(campaignTag, campaignId);
  const fields = { campaignId };
  if (settings.user === 'tag') {
    const userId = getTag(tags, settings.userTag);
    if (userId === undefined) return { skipped: `the email has no tag ${settings.userTag}` };
    if (!v.is(idSchema, userId)) return createTagFault(settings.userTag, userId);
    return { mail: { origin: 'other', campaignId, userId }, fields };
  }
  const [recipient] = destination;
  if (recipient === undefined || destination.length > 1) {
    return { skipped: `the email has ${destination.length} recipients: its user is not known` };
  }
  const userId = toAddress(recipient);
  if (!v.is(idSchema, userId)) return { fault: { path: ['mail', 'destination', '0'], value: recipient } };
  return { mail: { origin: 'other', campaignId, userId }, fields };
}

/** Returns the first value of a tag; undefined if it is missing, null or empty. */
function getTag(tags: MailFields['tags'], name: string): unknown {
  const values = tags !== undefined && Object.hasOwn(tags, name) ? tags[name] : undefined;
  const value: unknown = Array.isArray(values) ? values[0] : values;
  return value === null || value === '' ? undefined : value;
}

function createTagFault(name: string, value: unknown, expected?: string): MailResult {
  return { fault: { path: ['mail', 'tags', name], value, ...(expected === undefined ? {} : { expected }) } };
}
