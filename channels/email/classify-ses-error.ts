import * as v from 'valibot';
import type { SendResult } from '../../core/contracts/sender.ts';
import { HOUR, MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { hideAddresses } from './hide-addresses.ts';

/** The time after which an account is tried again that may not send: an operator has to change something first. */
const ACCOUNT_HALT: TimeSpan = 15 * MINUTE;
/** The time after which the quota of 24 hours is tried again. Its window slides, so some of it may be free. */
const QUOTA_HALT: TimeSpan = HOUR;

/** The fields of an error of the SDK or of Node. Without a status, no answer of SES came. */
const errorSchema = v.looseObject({
  name: v.optional(v.string()),
  message: v.optional(v.string()),
  code: v.optional(v.string()),
  syscall: v.optional(v.string()),
  $metadata: v.optional(v.looseObject({ httpStatusCode: v.optional(v.number()) })),
});
type SesError = v.InferOutput<typeof errorSchema>;

/** The parts of a request that decide what an error of SES is about. */
interface FailedRequest {
  readonly to: string;
  /** True if the sender is that of the installation: then a fault of it is a fault of every message. */
  readonly isDefaultFrom: boolean;
}

/**
 * The errors about the account or its setup, by name. They are about no message, and mark no address. SES says in a `MessageRejected`,
 * too, that sending is paused, and its older API and emulators have names of their own.
 */
const ACCOUNT_ERRORS = new Set([
  'AccountSuspendedException',
  'SendingPausedException',
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'NotFoundException',
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ExpiredTokenException',
  'ExpiredToken',
  'OptInRequired',
  'CredentialsProviderError',
]);

/** The errors about the rate. The next attempt may succeed. */
const RATE_ERRORS = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestThrottled']);

/** The errors about a message, which SES would never accept. */
const MESSAGE_ERRORS = new Set(['MessageRejected', 'BadRequestException', 'ValidationException', 'ValidationError']);

/** Returns the result of an attempt that failed. */
export function classifySesError(error: unknown, request: FailedRequest): SendResult {
  const parsed = v.safeParse(errorSchema, error);
  const ses: SesError = parsed.success ? parsed.output : {};
  const reason = describeError(ses);
  const { name = '', message = '', $metadata } = ses;
  if (/daily (?:message|sending) quota exceeded/i.test(message) || name === 'LimitExceededException')
    return { kind: 'later', reason, haltFor: QUOTA_HALT };
  if (ACCOUNT_ERRORS.has(name) || /sending (?:is )?(?:paused|suspended)|\bis (?:paused|suspended)\b/i.test(message))
    return { kind: 'later', reason, haltFor: ACCOUNT_HALT };
  if (RATE_ERRORS.has(name)) return { kind: 'later', reason };
  if (isUnverifiedSender(name, message, request.to))
    return { kind: 'later', reason, ...(request.isDefaultFrom ? { haltFor: ACCOUNT_HALT } : {}) };
  if (MESSAGE_ERRORS.has(name)) return { kind: 'refused', reason };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? classifyConnectionError(ses, reason) : classifyStatus(status, reason);
}

/**
 * Returns whether SES refused the sender and not the recipient. An account in the sandbox has the same error for an address that is not
 * verified: it names those that are not. A sender that an operator verifies meanwhile can send the message later.
 */
function isUnverifiedSender(name: string, message: string, to: string): boolean {
  if (name === 'MailFromDomainNotVerifiedException') return true;
  const isUnverified = name === 'MessageRejected' && /address is not verified/i.test(message);
  return isUnverified && !message.toLowerCase().includes(to.toLowerCase());
}

function classifyStatus(status: number, reason: string): SendResult {
  if (status === 429 || status === 500 || status === 503) return { kind: 'later', reason };
  // The answer of a gateway is not the answer of SES.
  if (status >= 500 || status < 300) return { kind: 'unknown', reason };
  return status === 401 || status === 403
    ? { kind: 'later', reason, haltFor: ACCOUNT_HALT }
    : { kind: 'refused', reason };
}

/** The steps of Node before anything is written. */
const STEPS_BEFORE_REQUEST = new Set(['connect', 'getaddrinfo']);

/** Returns the result of an attempt without an answer. Only an error before the request was written proves that SES does not have it. */
function classifyConnectionError({ message = '', syscall = '' }: SesError, reason: string): SendResult {
  const isBefore = STEPS_BEFORE_REQUEST.has(syscall) || /did not establish a connection/.test(message);
  return { kind: isBefore ? 'later' : 'unknown', reason };
}

const MAX_REASON_CHARACTERS = 200;

/** Returns the name and the text of an error, without addresses. */
function describeError({ name = 'error', message = '' }: SesError): string {
  const text = hideAddresses(message);
  return `SES ${name}: ${text}`.slice(0, MAX_REASON_CHARACTERS);
}
