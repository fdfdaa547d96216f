import { readListItem, UNREADABLE_DELAY } from '../adapters/sqlite/read-list-item.ts';
import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { Channel } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Sender } from '../core/contracts/sender.ts';
import type { SendingPolicy } from '../core/contracts/sending.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { listMessageParts } from '../core/delivery/create-delivery.ts';
import type { DeliveryKey } from '../core/delivery.ts';
import type { Bus } from '../core/ports.ts';
import type { SendingServices } from '../engine/read-attempt-facts.ts';
import { sendMessage } from '../engine/send-message.ts';
import { wrapDeliveries } from './wrap-deliveries.ts';

/** The number of messages of a channel that are sent at the same time. */
const MAX_CONCURRENCY = 10;
/** The time until a delivery is tried again whose attempt threw. */
const FAILURE_DELAY: TimeSpan = 30 * SECOND;

/** The senders of one machine, and what they may send. */
export interface LocalSenders {
  readonly senders: readonly Sender[];
  readonly policy: SendingPolicy;
}

/** The sending of one machine: each channel by itself, so that a slow one delays no other (R87). */
export interface LocalSending extends LocalSenders {
  /** Sends what is due on a channel, as many messages as are sent at the same time. Returns their number. */
  sendDue(sender: Sender): Promise<number>;
  /** Sends everything that is due on every channel. Returns the number of messages. */
  sendAllDue(): Promise<number>;
  /** Closes the idle connections of senders. */
  close(): void;
  /** Returns the instant at which a delivery of a channel is due next, if there is one. */
  nextDueAt(channel: Channel): Instant | undefined;
}

/** Creates the sending of one machine over its store. */
export function createLocalSending(
  { senders, policy }: LocalSenders,
  services: SqliteServices,
  bus: Bus,
): LocalSending {
  const sendingServices = createSendingServices(services, { policy, bus });
  const sendDue = async (sender: Sender): Promise<number> => {
    const due = services.deliveries.listDue(sender.channel, services.clock.now(), MAX_CONCURRENCY);
    await Promise.all(due.map((key) => sendOne(key, sender, { services, sendingServices })));
    return due.length;
  };
  const sendAll = async (sender: Sender): Promise<number> => {
    let sent = 0;
    for (let count = await sendDue(sender); count > 0; count = await sendDue(sender)) sent += count;
    return sent;
  };
  return {
    senders,
    policy,
    sendDue,
    async sendAllDue() {
      const counts = await Promise.all(senders.map(sendAll));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close() {
      for (const sender of senders) sender.close?.();
    },
    nextDueAt: (channel) => services.deliveries.nextDueAt(channel),
  };
}

/** Wraps the ports of senders, so that each of their calls is a transaction: between two of them, others run. */
function createSendingServices(
  services: SqliteServices,
  { policy, bus }: { readonly policy: SendingPolicy; readonly bus: Bus },
): SendingServices {
  const { clock, log, pauses, settings, contacts, transaction } = services;
  return {
    clock,
    log,
    policy,
    bus,
    pauses: { ...pauses, getRecent: () => transaction(() => pauses.getRecent()) },
    settings: { ...settings, getRecent: () => transaction(() => settings.getRecent()) },
    contacts: {
      get: (userId, channel) => transaction(() => contacts.get(userId, channel)),
      update: (userId, channel, change) => transaction(() => contacts.update(userId, channel, change)),
      remove: (userId, channel, rev) => transaction(() => contacts.remove(userId, channel, rev)),
    },
    deliveries: wrapDeliveries(services),
    takeSendSlot: async () => undefined,
    random: Math.random,
  };
}

/** Sends one delivery. If that throws, it is tried again later: nothing else is delayed. */
async function sendOne(
  key: DeliveryKey,
  sender: Sender,
  { services, sendingServices }: { readonly services: SqliteServices; readonly sendingServices: SendingServices },
): Promise<void> {
  const { deliveries, clock, log, transaction } = services;
  const postpone = (until: Instant) => transaction(async () => deliveries.postpone(key, until));
  const read = readListItem(() => readMessagePart(key, services), log);
  if (read === undefined) return postpone(clock.now() + UNREADABLE_DELAY);
  if (read === 'none') return postpone(Number.MAX_SAFE_INTEGER);
  try {
    const outcome = await sendMessage({ ...read, sender }, sendingServices);
    if ('retryAt' in outcome) await postpone(outcome.retryAt);
    else await transaction(async () => deliveries.settle(key));
  } catch (error) {
    log.warn('SENDING_FAILED', { dispatchId: key.dispatchId, channel: key.channel, error: String(error) });
    await postpone(clock.now() + FAILURE_DELAY);
  }
}

/** Returns the message of a delivery, with its dispatch; `none` if it has none here, or not any more. */
function readMessagePart(key: DeliveryKey, { deliveries }: Pick<SqliteServices, 'deliveries'>) {
  const dispatched = deliveries.readMessage(key);
  const found = dispatched && listMessageParts(dispatched, key.channel)[key.part];
  return dispatched === undefined || found === undefined ? 'none' : { dispatched, ...found };
}
