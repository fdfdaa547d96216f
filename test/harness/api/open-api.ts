import { createSqliteDeadLetterQueues } from '../../../adapters/sqlite/dead-letter-queues.ts';
import type { ApiDeps } from '../../../api/deps.ts';
import type { PublicDeps } from '../../../api/public/deps.ts';
import type { Bus, Log, Services } from '../../../core/ports.ts';
import type { SendingFacts } from '../../../core/sending-facts.ts';
import { cancelAllWaits } from '../../../engine/cancel-waits.ts';
import { drainLocally } from '../../../engine/drain-locally.ts';
import { type LocalRuntime, openRuntime } from '../../../server/local-runtime.ts';
import type { Tokens } from '../../../tokens/tokens.ts';
import { createCheckedApi } from './checked-app.ts';

/** A log that drops its entries. */
export const silent: Log = { warn: () => {}, logDecisions: () => {} };

/** The instant at which the clocks of these tests begin. */
export const START = Date.UTC(2026, 11, 1, 9);

/** The follow-up that most tests use. */
export const resend = {
  id: 'resend-welcome',
  name: 'Resend the welcome email',
  triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
  delay: '7 days',
  exceptions: [{ behavior: 'purchase.made' }],
  reeligibility: 'immediately',
  messages: [{ channel: 'email', subject: 'Did you see this?', body: 'Hello' }],
};

/** The parts that a test may replace. */
interface Replaced {
  readonly machine?: LocalRuntime;
  readonly services?: (services: Services) => Services;
  readonly bus?: Bus;
  readonly isHealthy?: () => boolean;
  readonly maxOpenExecutions?: number;
  readonly tokens?: Tokens;
  readonly publicDeps?: PublicDeps;
  readonly sending?: SendingFacts;
  readonly sendTest?: ApiDeps['sendTest'];
}

/** The dependencies of the interface besides a machine. There is no token for Currents, waits are cancelled elsewhere, nothing is left to drain, and no channel has a sender. */
export const API_DEPS = {
  getCurrentsToken: async () => undefined,
  getActor: () => 'grace',
  cancelWaits: async () => 0,
  drainWaves: async () => ({ ended: [], isDone: true }),
  getLogId: (userId: string) => userId,
  sendTest: async () => {
    throw new Error('test: expected no channel with a sender');
  },
  publishLeadTime: 0,
  checkHealth: () => true,
} as const;

/** Opens the interface of a machine in memory, with a short way to call it. Every answer is checked against the OpenAPI document. */
export function openApi({
  services,
  bus,
  isHealthy,
  maxOpenExecutions,
  tokens,
  publicDeps,
  sending,
  sendTest,
  machine = machineInMemory(),
}: Replaced = {}) {
  const app = createCheckedApi({
    services: services?.(machine.services) ?? machine.services,
    bus: bus ?? machine.bus,
    ...API_DEPS,
    deadLetterQueues: createSqliteDeadLetterQueues(machine.services),
    ...(maxOpenExecutions === undefined ? {} : { maxOpenExecutions }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(publicDeps === undefined ? {} : { publicDeps }),
    sending,
    ...(sendTest === undefined ? {} : { sendTest }),
    getCurrentsToken: async () => 'a secret',
    cancelWaits: (request) => cancelAllWaits(request, machine.services),
    drainWaves: () => drainLocally(machine.services),
    checkHealth: isHealthy ?? (() => true),
  });
  const call = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(path, {
      method,
      ...(text === undefined ? {} : { body: text }),
      ...(headers && { headers }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
  const publish = async (definition: { readonly id: string; readonly [field: string]: unknown }) => {
    await call('PUT', `/campaigns/${definition.id}`, definition);
    return call('POST', `/campaigns/${definition.id}/publish`);
  };
  const put = (...entries: unknown[]) => call('POST', '/events', { entries });
  return { machine, app, call, publish, put };
}

export function machineInMemory(): LocalRuntime {
  return openRuntime({ directory: ':memory:', clockStart: START, log: silent });
}

/** Creates an entry: a user received the welcome email. */
export function received(userId: string, more: object = {}) {
  const detail = { userId, interaction: 'email.received', campaignId: 'welcome-email', id: `r-${userId}`, ...more };
  return { Source: 'mailer', DetailType: 'Campaign Interaction', Detail: detail };
}

/** Creates an entry: a user bought something. */
export function bought(userId: string, id = `b-${userId}`) {
  return { Source: 'shop', DetailType: 'User Behavior', Detail: { userId, behavior: 'purchase.made', id, price: 5 } };
}
