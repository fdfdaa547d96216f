import { describeValue } from '../../core/contracts/fault.ts';
import { isObject } from '../../core/contracts/object.ts';
import { type RejectedMessage, rejectMessage } from './reject-message.ts';

/** The event of SES in a message, ready for `parseSesEvent`; or why there is none. */
export type SesMessage =
  | {
      readonly kind: 'event';
      readonly body: unknown;
      /** The id of the envelope, if it has one. */
      readonly envelopeId?: string;
    }
  | { readonly kind: 'ignored'; readonly why: string }
  | RejectedMessage;

/** The source of the events that SES puts on the bus. */
const AWS_SOURCE = 'aws.ses';

/** The beginning of the detail types of events about emails. SES puts others on the bus, too, such as recommendations. */
const EMAIL_PREFIX = 'Email ';

/** Returns the event of SES in an event of EventBridge. */
export function openSesEnvelope(envelope: Readonly<Record<string, unknown>>): SesMessage {
  const { source, id, detail, 'detail-type': detailType } = envelope;
  if (source !== AWS_SOURCE) return rejectMessage(['source'], source, `"${AWS_SOURCE}"`);
  if (typeof detailType !== 'string') return rejectMessage(['detail-type'], detailType, 'text');
  if (!detailType.startsWith(EMAIL_PREFIX)) {
    return { kind: 'ignored', why: `${describeValue(detailType)} is not about an email` };
  }
  if (!isObject(detail)) return rejectMessage(['detail'], detail, 'an event of SES, an object');
  return { kind: 'event', body: detail, ...(typeof id === 'string' ? { envelopeId: id } : {}) };
}
