import * as v from 'valibot';
import type { RenderedMessage } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { refuseMessage, type Sender, type SendRequest, type SendResult } from '../../core/contracts/sender.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { AllowedHost } from './allowed-hosts.ts';
import { callWebhook, type FailedCall } from './call-webhook.ts';
import { BlockedAddressError, type ResolveHost, resolveHost } from './checked-lookup.ts';
import { classifyAnswer } from './classify-answer.ts';
import { createRequestParts } from './request-parts.ts';
import { decodeWebhookSecret } from './secrets.ts';
import { signWebhook } from './sign-webhook.ts';
import { checkWebhookUrl } from './webhook-url.ts';

/** The time that a receiver has for its answer, the connection included. */
const TOTAL_TIMEOUT: TimeSpan = 15 * SECOND;

/** The parts of an installation that webhooks are sent with. */
export interface WebhookOptions {
  /** Returns the secrets that sign, the newest first. They are asked for on every attempt, so that they can be rotated. */
  readonly getSecrets: () => Promise<readonly string[]>;
  readonly now: () => Instant;
  /** The only hosts that are called, though they are private; absent, every public one is. */
  readonly allowedHosts?: readonly AllowedHost[];
  readonly resolve?: ResolveHost;
  readonly timeout?: TimeSpan;
}

/** Creates the sender of webhooks (R88). A repeat has the same `webhook-id`, by which receivers recognize it. */
export function createWebhookSender(options: WebhookOptions): Sender {
  const { allowedHosts, now, resolve = resolveHost, timeout = TOTAL_TIMEOUT } = options;
  return {
    channel: 'webhook',
    isContained: false,
    timeout: 2 * timeout,
    afterUnknown: 'repeat',
    findTarget: (message) => findHost(message, allowedHosts),
    async send(request, signal): Promise<SendResult> {
      const callable = checkWebhookUrl(readUrl(request.message), allowedHosts);
      if ('refused' in callable) return refuseMessage(callable.refused);
      const parts = createRequestParts(request.message);
      if ('refused' in parts) return refuseMessage(parts.refused);
      const signature = signWebhook(
        { id: createWebhookId(request), at: now(), body: parts.body },
        await readKeys(options.getSecrets),
      );
      const answer = await callWebhook(
        callable,
        { ...parts, headers: { ...parts.headers, ...signature } },
        { resolve, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) },
      );
      return 'status' in answer ? classifyAnswer(answer, now()) : classifyFailedCall(answer);
    },
  };
}

/** Returns the host of a message without its port, or the reason why it is not called. */
function findHost(
  message: RenderedMessage,
  allowedHosts: readonly AllowedHost[] | undefined,
): { readonly target: string } | { readonly refused: string } {
  const callable = checkWebhookUrl(readUrl(message), allowedHosts);
  return 'refused' in callable ? callable : { target: callable.url.hostname };
}

function readUrl({ url }: RenderedMessage): string {
  return typeof url === 'string' ? url : '';
}

/** Returns the id of a message. Every part of a dispatch has its own. */
function createWebhookId({ dispatchId, part }: SendRequest): string {
  const id = dispatchId.replaceAll(/[^\w-]/g, '_');
  return part === 0 ? id : `${id}-${part}`;
}

/** Returns the keys that sign. Throws if there is none: a message without a signature must not leave. */
async function readKeys(getSecrets: WebhookOptions['getSecrets']): Promise<readonly Buffer[]> {
  const keys = (await getSecrets()).map(decodeWebhookSecret);
  const readable = keys.filter((key) => key !== undefined);
  if (readable.length === 0 || readable.length < keys.length)
    throw new Error('The secrets of webhooks are missing, or one of them is not readable.');
  return readable;
}

const codeSchema = v.looseObject({ name: v.optional(v.string()), code: v.optional(v.string()) });

/** Returns the result of a call without an answer. The receiver recognizes a repeat, but not a message that it never got. */
function classifyFailedCall({ error, isWritten }: FailedCall): SendResult {
  if (error instanceof BlockedAddressError) return refuseMessage('private-address');
  const parsed = v.safeParse(codeSchema, error);
  const { code, name } = parsed.success ? parsed.output : {};
  const reason = name === 'AbortError' ? 'no answer in time' : (code ?? name ?? 'error');
  return { kind: isWritten ? 'unknown' : 'later', reason };
}
