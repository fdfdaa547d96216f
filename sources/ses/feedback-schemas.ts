import * as v from 'valibot';
import { openObject } from '../../core/contracts/fault.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { createOptionalSchema, instantSchema, optionalTextSchema } from './fields.ts';
import { MAIL_TIME, type Occurrence, type OccurrenceSchema, timedMailSchema } from './occurrence.ts';
import { isOptOut, preferencesSchema } from './preferences.ts';

/** The bounce of an email to a contact of a list of SES who unsubscribed there: the address is not at fault. */
const UNSUBSCRIBED_BOUNCE = 'UnsubscribedRecipient';

const addresses = v.array(openObject({ emailAddress: v.pipe(v.string('text'), v.nonEmpty('an address')) }), 'a list');

const permanentBounceSchema: OccurrenceSchema = v.pipe(
  openObject({
    bounce: openObject({ timestamp: instantSchema, bounceSubType: optionalTextSchema, bouncedRecipients: addresses }),
  }),
  v.transform(({ bounce: { timestamp, bounceSubType, bouncedRecipients } }) => ({
    ...createBounce('Permanent', timestamp, bounceSubType),
    ...(bounceSubType === UNSUBSCRIBED_BOUNCE
      ? { optOut: 'unsubscribed from the contact list of SES' }
      : { undeliverable: bouncedRecipients.map(({ emailAddress }) => emailAddress) }),
  })),
);

const otherBounceSchema: OccurrenceSchema = v.pipe(
  openObject({
    bounce: openObject({
      timestamp: instantSchema,
      bounceType: v.pipe(v.string('text'), v.nonEmpty('Permanent, Transient or Undetermined')),
      bounceSubType: optionalTextSchema,
    }),
  }),
  v.transform(({ bounce: { timestamp, bounceType, bounceSubType } }) =>
    createBounce(bounceType, timestamp, bounceSubType),
  ),
);

const permanentSchema = v.object({ bounce: v.object({ bounceType: v.literal('Permanent') }) });
/** The schema of `Bounce`. One that is permanent names the addresses that can never be delivered to. */
export const bounceSchema: OccurrenceSchema = v.lazy((input) =>
  v.is(permanentSchema, input) ? permanentBounceSchema : otherBounceSchema,
);

function createBounce(type: string, at: Instant, subType: string | undefined): Occurrence {
  const reason = subType === undefined ? type : `${type}/${subType}`;
  return { at, timeField: ['bounce', 'timestamp'], report: { kind: 'bounced', reason } };
}

/** The type of a report that an email was put into the folder of unwanted emails by mistake. */
const NO_COMPLAINT = 'not-spam';

/** The schema of `Complaint`: the user reported the email as unwanted. */
export const complaintSchema: OccurrenceSchema = v.pipe(
  openObject({
    complaint: openObject({
      timestamp: instantSchema,
      complaintFeedbackType: optionalTextSchema,
      complaintSubType: optionalTextSchema,
    }),
  }),
  v.transform(({ complaint: { timestamp, complaintFeedbackType: type, complaintSubType } }) => {
    const occurrence = { at: timestamp, timeField: ['complaint', 'timestamp'] };
    if (type === NO_COMPLAINT) return occurrence;
    const reason = complaintSubType ?? type ?? 'of no type';
    return { ...occurrence, report: { kind: 'complained' as const, reason }, optOut: `complaint ${reason}` };
  }),
);

/** The schema of `Reject`: SES accepted the email, and refused to send it. */
export const rejectSchema: OccurrenceSchema = v.pipe(
  openObject({ mail: timedMailSchema, reject: createOptionalSchema(openObject({ reason: optionalTextSchema })) }),
  v.transform(({ mail: { timestamp }, reject }) => createRejection(timestamp, reject?.reason)),
);

/** The schema of `Rendering Failure`: a template of SES could not be rendered, and the email was not sent. */
export const renderingFailureSchema: OccurrenceSchema = v.pipe(
  openObject({ mail: timedMailSchema }),
  v.transform(({ mail: { timestamp } }) => createRejection(timestamp, 'Rendering Failure')),
);

function createRejection(at: Instant, reason = 'of no reason'): Occurrence {
  return { at, timeField: MAIL_TIME, report: { kind: 'rejected', reason } };
}

/** The schema of `Subscription`: the user changed their preferences in a contact list of SES. */
export const subscriptionSchema: OccurrenceSchema = v.pipe(
  openObject({
    subscription: openObject({
      timestamp: instantSchema,
      newTopicPreferences: preferencesSchema,
      oldTopicPreferences: createOptionalSchema(preferencesSchema),
    }),
  }),
  v.transform(({ subscription: { timestamp, newTopicPreferences, oldTopicPreferences } }) => ({
    at: timestamp,
    timeField: ['subscription', 'timestamp'],
    ...(isOptOut(newTopicPreferences, oldTopicPreferences)
      ? { optOut: 'unsubscribed at the contact list of SES' }
      : {}),
  })),
);
