import * as v from 'valibot';
import { CAPPED_CHANNELS, type CappedChannel } from './capped-channels.ts';
import { CONTACT_CHANNELS, type ContactChannel } from './consent.ts';
import { closedObject } from './fault.ts';
import { isObject } from './object.ts';
import { type QuietHours, quietHoursSchema } from './quiet-hours.ts';
import { DAY, parseTimeSpan, TIME_SPAN_PATTERN, type TimeSpan } from './time-span.ts';
import { isTimeZone, TIME_ZONE_EXPECTED } from './time-zone.ts';

/** The settings of an installation that people change while it runs. A field that was never set is absent. */
export interface InstallationSettings {
  /** The time zone of the company, for users whose own is not known (R21). */
  readonly companyZone?: string;
  /** The quiet hours of all campaigns that have none of their own (R26). */
  readonly quietHours?: QuietHours;
  /** The consent that the messages of a channel need, where it is not the default (R82). */
  readonly consent?: Readonly<Partial<Record<ContactChannel, ChannelConsent>>>;
  /** The tracking of opens and clicks of emails that this installation sends: off, unless it is set (R94). */
  readonly tracking?: { readonly [Tracked in keyof Tracking]?: boolean | undefined };
  /** False if statistics are recounted on demand only, and not once a day (R48). */
  readonly dailyRecount?: boolean;
  /** The frequency caps of all campaigns that do not ignore them (R45). */
  readonly frequencyCaps?: readonly FrequencyCap[];
}

/** The consents that a channel can need: that the user did not unsubscribe, or an opt-in. */
const CHANNEL_CONSENTS = ['subscribed', 'optedIn'] as const;
export type ChannelConsent = (typeof CHANNEL_CONSENTS)[number];

/** The interactions of an email that are tracked: opens by an image, clicks by links that lead over this installation or its provider (R94). */
export interface Tracking {
  readonly opens: boolean;
  readonly clicks: boolean;
}

/** A maximum number of messages that a user gets in a time. */
export interface FrequencyCap {
  readonly atMost: number;
  /** A span, such as "7 days". */
  readonly in: string;
  /** True if days begin at the midnight of the user; they are days of 24 hours otherwise. */
  readonly calendarDays?: boolean;
  /** The channel whose messages are counted; absent for all channels together. */
  readonly channel?: CappedChannel;
}

/** A change of the settings: absent fields stay, null removes a field. */
export type SettingsChange = { readonly [Field in keyof InstallationSettings]?: InstallationSettings[Field] | null };

/** Returns the fields that a change sets, without those that it removes. */
export function getSetFields(change: SettingsChange): InstallationSettings {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null && value !== undefined));
}

const MAX_CAPS = 10;
/** The maximum number of messages of a cap: a user's item keeps as many. */
const MAX_CAPPED_MESSAGES = 100;
const MAX_CAP_SPAN: TimeSpan = 30 * DAY;

const companyZone = v.pipe(v.string(TIME_ZONE_EXPECTED), v.check(isTimeZone, TIME_ZONE_EXPECTED));

const COUNT_EXPECTED = `a whole number from 1 to ${MAX_CAPPED_MESSAGES}`;
const CAP_SPAN_EXPECTED = 'a whole number of minutes, hours, days or weeks, such as "7 days", at most 30 days';

const frequencyCap = v.pipe(
  closedObject({
    atMost: v.pipe(
      v.number(COUNT_EXPECTED),
      v.integer(COUNT_EXPECTED),
      v.minValue(1, COUNT_EXPECTED),
      v.maxValue(MAX_CAPPED_MESSAGES, COUNT_EXPECTED),
    ),
    in: v.pipe(
      v.string(CAP_SPAN_EXPECTED),
      v.regex(TIME_SPAN_PATTERN, CAP_SPAN_EXPECTED),
      v.check(isCapSpan, CAP_SPAN_EXPECTED),
    ),
    calendarDays: v.optional(v.boolean('true or false')),
    channel: v.optional(v.picklist(CAPPED_CHANNELS, `one of ${CAPPED_CHANNELS.join(', ')}`)),
  }),
  v.forward(
    v.check(
      ({ in: span, calendarDays }) => calendarDays !== true || isWholeDays(span),
      'days or weeks with calendarDays',
    ),
    ['in'],
  ),
);

const CAPS_EXPECTED = `a list of at most ${MAX_CAPS} caps`;
const frequencyCaps = v.pipe(v.array(frequencyCap, CAPS_EXPECTED), v.maxLength(MAX_CAPS, CAPS_EXPECTED));

const channelConsent = v.optional(v.picklist(CHANNEL_CONSENTS, `one of ${CHANNEL_CONSENTS.join(', ')}`));
const CONSENT_EXPECTED = `an object of the channels ${CONTACT_CHANNELS.join(', ')}, such as { sms: subscribed }`;
const consent = v.pipe(
  v.unknown(),
  v.check(isObject, CONSENT_EXPECTED),
  closedObject({ email: channelConsent, sms: channelConsent, push: channelConsent }),
);

const isTracked = v.optional(v.boolean('true or false'));
const tracking = closedObject({ opens: isTracked, clicks: isTracked });

/** The schema of the fields of a change of the settings, for descriptions of it. */
export const settingsFieldsSchema = closedObject({
  companyZone: v.optional(v.nullable(companyZone)),
  quietHours: v.optional(v.nullable(quietHoursSchema)),
  consent: v.optional(v.nullable(consent)),
  tracking: v.optional(v.nullable(tracking)),
  dailyRecount: v.optional(v.nullable(v.boolean('true or false'))),
  frequencyCaps: v.optional(v.nullable(frequencyCaps)),
});

/** The schema of a change of the settings. */
export const settingsChangeSchema = v.pipe(
  v.unknown(),
  v.check(isObject, 'an object, such as { "companyZone": "Europe/Berlin" }'),
  settingsFieldsSchema,
);

function isCapSpan(text: string): boolean {
  const span = parseTimeSpan(text) ?? 0;
  return span > 0 && span <= MAX_CAP_SPAN && !/ seconds?$/.test(text);
}

function isWholeDays(text: string): boolean {
  return / (day|week)s?$/.test(text);
}
