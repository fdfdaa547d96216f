import * as v from 'valibot';
import type { SendResult } from '../../core/contracts/sender.ts';
import { HOUR, MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { hideAddresses } from './hide-addresses.ts';

/** The time after which a server is tried again that does not let this installation in. */
const LOGIN_HALT: TimeSpan = 15 * MINUTE;
/** The time after which a server is tried again that accepts no message from anyone. */
const SERVICE_HALT: TimeSpan = MINUTE;
/** The time after which a quota of a day is tried again. It has a sliding window, so some of it may be free. */
const QUOTA_HALT: TimeSpan = HOUR;

/** The fields of an error of nodemailer: its code, that of Node, the step that failed, and the answer of the server. */
const errorSchema = v.looseObject({
  code: v.optional(v.string()),
  originalCode: v.optional(v.string()),
  command: v.optional(v.string()),
  responseCode: v.optional(v.number()),
  response: v.optional(v.string()),
});
type SmtpError = v.InferOutput<typeof errorSchema>;

/** The steps of SMTP in which a server judges a message. In the others it judges the connection. */
const MESSAGE_STEPS = ['MAIL FROM', 'RCPT TO', 'DATA'];

/**
 * Returns the result of an attempt that failed. `isMessageWritten` is true if the whole message was written: then the server may have
 * taken it, unless it answered.
 */
export function classifySmtpError(error: unknown, isMessageWritten: boolean): SendResult {
  const parsed = v.safeParse(errorSchema, error);
  const smtp: SmtpError = parsed.success ? parsed.output : {};
  const reason = describeError(smtp);
  const { responseCode: status = 0 } = smtp;
  // A server out of step may have answered another command with success.
  if (status >= 400) return classifyAnswer(smtp, status, reason);
  if (isMessageWritten) return { kind: 'unknown', reason };
  if (smtp.code === 'EENVELOPE' || smtp.code === 'EMESSAGE') return { kind: 'refused', reason };
  return { kind: 'later', reason, ...(isLoginFault(smtp) ? { haltFor: LOGIN_HALT } : {}) };
}

/** The codes of Node for a certificate that it does not accept: `CERT_HAS_EXPIRED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE` and others. */
const CERTIFICATE_CODE = /CERT|SIGNATURE/;

/** Returns whether an operator has to change the password, the certificate or the URL before anything can be sent. */
function isLoginFault({ code = '', originalCode = '' }: SmtpError): boolean {
  return ['EAUTH', 'ENOAUTH', 'ETLS'].includes(code) || CERTIFICATE_CODE.test(originalCode);
}

function classifyAnswer({ code, command = '', response = '' }: SmtpError, status: number, reason: string): SendResult {
  if (code === 'EAUTH' || code === 'ETLS' || [530, 534, 535, 538].includes(status))
    return { kind: 'later', reason, haltFor: LOGIN_HALT };
  if (/daily message quota exceeded/i.test(response)) return { kind: 'later', reason, haltFor: QUOTA_HALT };
  // 503: the session was in the wrong state. On another connection the message can go through.
  const isPermanent = status >= 500 && status !== 503;
  if (!MESSAGE_STEPS.includes(command))
    return { kind: 'later', reason, ...(isPermanent ? { haltFor: SERVICE_HALT } : {}) };
  if (!isPermanent) return { kind: 'later', reason };
  const isUndeliverable = isAboutRecipient(status, command, findEnhancedStatus(response));
  return { kind: 'refused', reason, ...(isUndeliverable ? { mark: 'undeliverable' } : {}) };
}

/**
 * The enhanced statuses that say that an address does not exist or is disabled (RFC 3463). 5.1.7 and 5.1.8 are about the address of the
 * sender; 5.2.2 is a full mailbox, which may have room later.
 */
const UNDELIVERABLE = /^5\.(?:1\.(?!7$|8$)\d+|2\.1)$/;

/** Returns whether an answer is about the recipient. An answer to a whole message is about its content, unless it has another status. */
function isAboutRecipient(status: number, command: string, enhanced: string | undefined): boolean {
  if (command === 'MAIL FROM') return false;
  if (enhanced !== undefined) return UNDELIVERABLE.test(enhanced);
  return command === 'RCPT TO' && [550, 551, 553].includes(status);
}

function findEnhancedStatus(response: string): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
}

const MAX_REASON_CHARACTERS = 200;

/** Returns the answer of the server without addresses, or the codes of the error. */
function describeError({ code = 'error', originalCode, response }: SmtpError): string {
  if (response === undefined) return ['SMTP', code, originalCode ?? []].flat().join(' ');
  const answer = hideAddresses(response);
  return `SMTP ${answer.slice(0, MAX_REASON_CHARACTERS)}`;
}
