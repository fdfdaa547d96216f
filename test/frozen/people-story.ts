import { markContact, optOutContact } from '../../core/contact-changes.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { Services } from '../../core/ports.ts';
import { eraseUser } from '../../engine/erase-user.ts';
import { mergeUserData } from '../../engine/merge-user-data.ts';
import { requestRecount, stepRecount } from '../../engine/recount-statistics.ts';
import { Owner } from '../harness/adapters/sample.ts';
import {
  CAPPED,
  CLOSED_CONVERTED,
  CONVERTED,
  EDITED_CONVERTED,
  EDITED_SPLIT,
  HALF_CAPPED,
  LONG_WAIT,
  SPLIT,
  UNITED_SPLIT,
} from './campaigns.ts';
import { deletes, merges, performs, type SentEvent, updatesProfile } from './events.ts';

// Erasures and recounts call the engine, which stops them at the step where they are frozen.

/** Returns an instant of the day of the story. */
const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);

/** The instant at which the story begins. */
export const PEOPLE_BEGIN = at('09:00:00');

/** The channels that the installation of the story sends on itself. */
export const PEOPLE_CHANNELS: ReadonlySet<Channel> = new Set(['email']);

/** The users whose messages are claimed and did not leave, by what they were to get. */
export const CLAIMED_USERS = { short: 'uma', long: 'ivy', control: 'pia' } as const;

/** The users who are deleted, by how far that has come. */
export const DELETED_USERS = { done: 'gone', paused: 'rest', begun: 'half', queued: 'late' } as const;

/** The addresses of deleted users that are still refused, by the reason. */
export const REFUSED_ADDRESSES = { optedOut: 'gone@example.com', undeliverable: 'rest@example.com' } as const;

/** An installation that tells of people and measures messages, on AWS or on one machine. */
export interface PeopleInstallation {
  readonly services: Services;
  /** Takes events at the present instant. */
  takes(...events: readonly SentEvent[]): Promise<unknown>;
  /** Moves the clock, and on one machine does what is due until then. */
  moveTo(instant: number): Promise<void>;
  http(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Calls the waves of a campaign that are due at an instant, and nothing else. Every message is claimed, and none leaves. */
  claims(campaignId: string, instant: number): Promise<void>;
}

/** Plays a morning after which people are deleted, capped, compared and counted, in every state that is stored. */
export async function peopleStory(installation: PeopleInstallation): Promise<void> {
  const owners = await beginsWith(installation);
  await converts(installation, owners);
  await counts(installation);
  await deletesOne(installation);
  await mergesOne(installation);
  await leavesHalfDone(installation, owners);
}

const USERS = 'amy kai gil leo bob zoe bea noa ray tim mia cara uma ivy pia gone rest half late mo mel'.split(' ');

async function beginsWith({ services, takes, http, moveTo }: PeopleInstallation) {
  await http('PUT', '/settings', {
    frequencyCaps: [
      { atMost: 1, in: '7 days', channel: 'email' },
      { atMost: 20, in: '2 days', calendarDays: true },
    ],
    dailyRecount: false,
  });
  const owner = () => new Owner(services, PEOPLE_BEGIN - 60_000);
  const owners = { converted: owner(), split: owner(), closed: owner() };
  await owners.converted.publishes(CONVERTED);
  await owners.split.publishes(SPLIT);
  await owners.closed.publishes(CLOSED_CONVERTED);
  for (const each of [HALF_CAPPED, CAPPED, LONG_WAIT]) await owner().publishes(each);
  for (const each of USERS) await takes(updatesProfile(each, { plan: 'gold' }, { email: `${each}@example.com` }));
  await moveTo(at('09:04:00'));
  const now = services.clock.now();
  await services.contacts.update('gone', 'email', (contact) =>
    optOutContact(contact, { at: now, source: 'unsubscribe-link', evidence: 'a link' }),
  );
  await services.contacts.update('rest', 'email', (contact) =>
    markContact(contact, { address: REFUSED_ADDRESSES.undeliverable, at: now, reason: 'no-such-mailbox' }),
  );
  return owners;
}

type Owners = Awaited<ReturnType<typeof beginsWith>>;

/** Sends messages in variants, to no user of the control group, up to the caps, and converts them. */
async function converts({ takes, moveTo }: PeopleInstallation, owners: Owners): Promise<void> {
  await moveTo(at('09:05:00'));
  for (const each of ['amy', 'kai', 'gil', 'leo', 'bob', 'zoe', 'half', 'late'])
    await takes(performs(each, 'seat.looked-at'));
  for (const each of ['amy', 'bea', 'half']) await takes(performs(each, 'stall.seen'));
  for (const each of ['gone', 'rest', 'half', 'late']) await takes(performs(each, 'tour.booked'));
  await takes(performs('cara', 'fair.opened'), performs('half', 'fair.opened'));
  await moveTo(at('09:10:00'));
  for (const each of ['amy', 'bob', 'half']) await takes(performs(each, 'ticket.bought'));
  await takes(performs('gil', 'club.joined'));
  await takes(performs('cara', 'fair.opened', { id: 'fair again' }), performs('cara', 'fair.closed'));
  await moveTo(at('09:15:00'));
  await owners.converted.publishes(EDITED_CONVERTED);
  await owners.split.publishes(EDITED_SPLIT);
  await owners.closed.stops();
  await moveTo(at('09:20:00'));
  for (const each of ['noa', 'ray', 'tim', 'mia']) await takes(performs(each, 'seat.looked-at'));
  await moveTo(at('09:21:00'));
  for (const each of ['kai', 'noa', 'mia']) await takes(performs(each, 'ticket.bought'));
}

/** Counts everything again, and more after that. */
async function counts({ services, takes, moveTo }: PeopleInstallation): Promise<void> {
  await moveTo(at('09:25:00'));
  await requestRecount(services);
  await moveTo(at('09:28:00'));
  while ((await stepRecount(services, { settleTime: 0, hasTimeLeft: () => true })) === 'unfinished');
  await moveTo(at('09:30:00'));
  await takes(performs('tim', 'ticket.bought'), performs('zoe', 'seat.looked-at', { id: 'seat again' }));
}

/** Deletes a user to the end, who comes back after that. */
async function deletesOne({ services, takes, moveTo }: PeopleInstallation): Promise<void> {
  await moveTo(at('09:32:00'));
  await takes(deletes('gone'));
  await erases('gone', services);
  await moveTo(at('09:48:00'));
  await erases('gone', services);
  await takes(performs('gone', 'tour.booked', { id: 'tour after all' }));
}

/** Merges a user who waits into another one who waits. */
async function mergesOne({ services, takes, moveTo }: PeopleInstallation): Promise<void> {
  await moveTo(at('09:50:00'));
  for (const each of ['mo', 'mel']) await takes(performs(each, 'tour.booked'));
  await takes(merges('mo', 'mel'));
  await services.transaction(() => mergeUserData('mo', { services, hasTimeLeft: () => true }));
}

/** Claims messages, and begins erasures and a recount, of which none ends. */
async function leavesHalfDone(installation: PeopleInstallation, owners: Owners): Promise<void> {
  const { services, takes, moveTo } = installation;
  await moveTo(at('09:52:00'));
  for (const each of Object.values(CLAIMED_USERS)) await takes(performs(each, 'trial.begun'));
  await moveTo(at('10:20:00'));
  await takes(deletes('rest'));
  await erases('rest', services);
  await takes(deletes('half'));
  await erases('half', services, 1);
  await installation.claims(SPLIT.id, at('10:25:00'));
  await owners.split.publishes(UNITED_SPLIT);
  await requestRecount(services);
  const broken = { ...services.statistics, writeRecounted: () => Promise.reject(new Error('the network broke')) };
  const limits = { settleTime: 0, hasTimeLeft: () => true };
  const steps = async () => {
    while ((await stepRecount({ ...services, statistics: broken }, limits)) === 'unfinished');
  };
  await steps().catch(() => undefined);
}

/** Takes an erasure as far as it comes, or a number of steps. */
async function erases(userId: string, services: Services, steps = Number.POSITIVE_INFINITY): Promise<void> {
  let left = steps;
  const hasTimeLeft = () => {
    left -= 1;
    return left > 0;
  };
  await services.transaction(() => eraseUser(userId, { services, hasTimeLeft }));
}
