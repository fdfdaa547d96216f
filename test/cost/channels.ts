import type { SQSRecord } from 'aws-lambda';
import { createInboxSender } from '../../channels/inbox/inbox.ts';
import type { RenderedMessage, StatisticsPlace } from '../../core/contracts/dispatch.ts';
import type { Sender } from '../../core/contracts/sender.ts';
import { defineSenderHandler } from '../../functions/sending/define-sender-handler.ts';
import { createHandler as sesEvents } from '../../functions/ses-events.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, record } from '../harness/functions/in-container.ts';
import { emailEvent } from '../harness/functions/ses.ts';
import { dispatched } from '../harness/lib/dispatched-message.ts';
import { EMPTY_INVOCATION, PROCESSOR_TIME, ROUND_TRIP, WHOLE_PROCESSOR } from './assumptions.ts';
import { PRICES, type Priced } from './prices.ts';
import { dollars, tableOf } from './table.ts';

/** The milliseconds that a provider takes for a message: an assumption. */
const PROVIDER_TIME = 150;
/** The memory in MB of senders and of the reader of reports. */
const MEMORY = 512;
const INSTALLATION_ID = 'shop-prod';

/** The work of the senders that has a price: the messages of a channel, or the reports about emails. */
export const CHANNEL_WORK = ['emails', 'webhooks', 'content cards', 'reports of SES'] as const;
export type ChannelWork = (typeof CHANNEL_WORK)[number];

/** The quantities that one message or report uses, in units of their prices. */
export interface ChannelUse {
  readonly work: ChannelWork;
  readonly batch: number;
  readonly each: Readonly<Partial<Record<Priced, number>>>;
}

/** The messages of a queue, its handler, and the time that it waits for a provider. */
interface Played {
  readonly records: readonly SQSRecord[];
  readonly handle: (records: readonly SQSRecord[]) => Promise<readonly string[]>;
  readonly waitMs: number;
}

/** The number of messages or reports, how many come together, and the place of their campaign's statistics, if it has any. */
interface ChannelPlay {
  readonly count: number;
  readonly batch: number;
  readonly statistics?: StatisticsPlace | undefined;
}

/** Plays messages or reports through the handler of their queue, in batches, over stand-ins; returns what one of them uses. */
export async function playChannel(work: ChannelWork, { count, batch, statistics }: ChannelPlay): Promise<ChannelUse> {
  const installed = new Installed();
  const { records, handle, waitMs } = await prepare(work, { count, statistics }, installed);
  const { tally } = installed.standIns;
  tally.clear();
  let milliseconds = 0;
  for (let from = 0; from < count; from += batch) {
    const before = installed.requests.length;
    const failed = await handle(records.slice(from, from + batch));
    if (failed.length > 0) throw new Error(`${work}: expected to be processed, found ${failed[0]}`);
    milliseconds += computeDuration(installed.requests.length - before, Math.min(batch, count - from), waitMs);
  }
  const invocations = Math.ceil(count / batch);
  const of = (kind: string) => tally.of(kind) / count;
  const each = {
    read: of('DynamoDB read units'),
    write: of('DynamoDB write units'),
    // The message is sent to its queue alone, and received and deleted with its batch.
    sqs: of('SQS') + 1 + (2 * invocations) / count,
    lambdaRequest: invocations / count,
    lambdaTime: ((milliseconds / 1_000) * (MEMORY / 1_024)) / count,
    ...(work === 'reports of SES' && { publish: 1 }),
  };
  return { work, batch, each };
}

/** Computes the duration of an invocation in milliseconds. The messages of a batch wait at the same time, and share the processor. */
function computeDuration(requests: number, messages: number, waitMs: number): number {
  const waiting = (requests / messages) * ROUND_TRIP + waitMs;
  const working = requests * PROCESSOR_TIME * (WHOLE_PROCESSOR / MEMORY);
  return EMPTY_INVOCATION + Math.max(waiting, working);
}

async function prepare(
  work: ChannelWork,
  { count, statistics }: Pick<ChannelPlay, 'count' | 'statistics'>,
  installed: Installed,
): Promise<Played> {
  const userIds = Array.from({ length: count }, (_, index) => `user-${index}`);
  const play = (message: RenderedMessage, sender: Sender, waitMs = PROVIDER_TIME): Played => {
    const handler = defineSenderHandler(async () => ({ senders: [sender], getLimits: async () => undefined }))(
      installed.lambda(),
    );
    const records = userIds.map((userId) => dispatched(userId, NOON, message, statistics));
    return { records, handle: (batch) => handed(handler, batch), waitMs };
  };
  const email = play({ channel: 'email', subject: 'Hello', body: 'x'.repeat(2_000) }, createScriptedSender('email'));
  switch (work) {
    case 'emails':
      await knowAddresses(userIds, installed);
      return email;
    case 'webhooks':
      return play(
        { channel: 'webhook', url: 'https://hooks.example/', body: '{}' },
        { ...createScriptedSender('webhook'), findTarget: () => ({ target: 'hooks.example' }) },
      );
    case 'content cards':
      return play(
        { channel: 'content_card', title: 'Hello', body: 'Hello' },
        createInboxSender('content_card', installed.services.inboxMessages),
        0,
      );
    case 'reports of SES': {
      await knowAddresses(userIds, installed);
      await email.handle(email.records);
      const handler = sesEvents({ INSTALLATION_ID })(installed.lambda());
      const records = userIds.map((userId) => record(createOpen(userId)));
      return { records, handle: (batch) => handed(handler, batch), waitMs: 0 };
    }
  }
}

async function knowAddresses(userIds: readonly string[], { services }: Installed): Promise<void> {
  for (const userId of userIds)
    await services.contacts.update(userId, 'email', () => ({
      rev: 1,
      address: { value: `${userId}@example.com`, at: 0 },
    }));
}

function createOpen(userId: string): object {
  const tags = { cc_installation: [INSTALLATION_ID], cc_campaign: ['reminder'], cc_dispatch: [`dispatch-${userId}`] };
  return emailEvent('Open', { tags, userId, at: NOON });
}

/** Computes the dollars of a million messages or reports, without what their provider takes. */
export function dollarsOfUse({ each }: ChannelUse, ...only: readonly Priced[]): number {
  const priced = Object.entries(each).filter(([name]) => only.length === 0 || only.some((one) => one === name));
  return priced.reduce((sum, [name, count]) => sum + 1_000_000 * count * priceOf(name), 0);
}

function priceOf(name: string): number {
  return Object.entries(PRICES).find(([each]) => each === name)?.[1].dollars ?? Number.NaN;
}

/** Formats what a million messages or reports cost, beside the price of SES. */
export function channelsTable(uses: readonly ChannelUse[]): string {
  const lines = uses.map((use) => [
    `${use.work}, ${use.batch === 1 ? 'one by one' : `in tens`}`,
    dollars(dollarsOfUse(use, 'write')),
    dollars(dollarsOfUse(use, 'read')),
    dollars(dollarsOfUse(use, 'sqs', 'publish')),
    dollars(dollarsOfUse(use, 'lambdaRequest', 'lambdaTime')),
    dollars(dollarsOfUse(use)),
    use.work === 'emails' ? dollars(1_000_000 * PRICES.email.dollars) : '',
  ]);
  return tableOf(['$ a million', 'writes', 'reads', 'queues', 'Lambda', 'all', 'SES itself'], lines);
}
