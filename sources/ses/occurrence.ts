import type * as v from 'valibot';
import { openObject } from '../../core/contracts/fault.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import type { DeliveryReport } from '../../core/feedback.ts';
import { instantSchema } from './fields.ts';

/** The fields of an interaction that an event gives. */
export type InteractionFields = Readonly<Record<string, unknown>>;

/** The facts that an event of SES tells about an email. */
export interface Occurrence {
  readonly at: Instant;
  /** The name of the field that has the instant, for messages about faults. */
  readonly timeField: readonly string[];
  /** The link of a click, whole: two links that were clicked in one millisecond are two events. */
  readonly link?: string;
  readonly interactions?: readonly InteractionFields[];
  readonly report?: { readonly kind: DeliveryReport; readonly reason?: string };
  /** The addresses that can never be delivered to. */
  readonly undeliverable?: readonly string[];
  /** The reason of an opt-out by the user. */
  readonly optOut?: string;
}

export type OccurrenceSchema = v.GenericSchema<unknown, Occurrence>;

/** The place of the instant at which an email was sent, which events without an instant of their own have. */
export const MAIL_TIME = ['mail', 'timestamp'] as const;

/** The schema of the mail of an event whose instant is that of the mail. */
export const timedMailSchema = openObject({ timestamp: instantSchema });
