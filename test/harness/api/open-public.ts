import { createMemoryInboxMessages } from '../../../adapters/memory/inbox-messages.ts';
import type { PublicDeps } from '../../../api/public/deps.ts';
import { createPublicApi } from '../../../api/public/public.ts';
import { MINUTE } from '../../../core/contracts/time-span.ts';
import type { DeliveryFeedback } from '../../../core/feedback.ts';
import type { ReportedEntry } from '../../../core/reported-entry.ts';
import type { LinkOptOut } from '../../../engine/opt-out-by-link.ts';
import { createTokens } from '../../../tokens/tokens.ts';
import { NOON } from '../adapters/sample.ts';
import { checkAnswer } from './check-answer.ts';

const keys = { current: '1', keys: new Map([['1', 'k'.repeat(43)]]) };

/** Opens the public interface over memory, with tokens of its installation. Every answer is checked against the OpenAPI document. */
export function openPublic(replaced: Partial<PublicDeps> = {}) {
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const tokens = createTokens(keys, 'shop');
  const [reported, optOuts, warned]: [ReportedEntry[], LinkOptOut[], unknown[]] = [[], [], []];
  const deliveryReports: DeliveryFeedback[] = [];
  const messages = createMemoryInboxMessages(clock);
  const deps: PublicDeps = {
    clock,
    log: { warn: (code, facts) => warned.push([code, facts]), logDecisions: () => undefined },
    tokens,
    inboxMessages: messages,
    isWithdrawn: async () => false,
    report: async (entries) => {
      reported.push(...entries);
    },
    reportDelivery: async (report) => {
      deliveryReports.push(report);
    },
    isTracked: async () => true,
    optOut: async (optOut) => {
      optOuts.push(optOut);
    },
    allowedOrigins: ['https://shop.example'],
    ...replaced,
  };
  const app = createPublicApi(deps);
  const call = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await app.request(path, { ...init, method });
    const text = await response.clone().text();
    if (method !== 'HEAD' && method !== 'OPTIONS') await checkAnswer({ method, path, status: response.status, text });
    return { status: response.status, headers: response.headers, text, response };
  };
  const callInbox = async (method: string, path: string, { userId = 'ann', body }: InboxCall = {}) => {
    const token = tokens.create('inbox', { userId, expiresAt: NOON + MINUTE });
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await call(method, path, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  return { app, deps, call, callInbox, messages, tokens, reported, deliveryReports, optOuts, warned, time };
}

/** A call of the inbox: the user of its token, and its body. */
interface InboxCall {
  readonly userId?: string;
  readonly body?: unknown;
}
