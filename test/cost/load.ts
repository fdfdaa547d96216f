import { hash } from 'node:crypto';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { formatInstant, type Instant } from '../../core/contracts/instant.ts';
import { getMaxDelay } from '../../core/contracts/schedule-delay.ts';
import { DAY, SECOND } from '../../core/contracts/time-span.ts';
import { BLAST_RATE, STRANGERS, TRICKLE } from './assumptions.ts';

/** The ways in which users come: at the same time, as fast as producers may put events, or spread over a day. */
export const SHAPES = ['blast', 'trickle'] as const;
export type Shape = (typeof SHAPES)[number];

/** A load: the number of users, and how they come and wait. */
export interface Load {
  readonly users: number;
  readonly shape: Shape;
  /** The schedule delay as a campaign contains it. */
  readonly delay: string;
  /** The share of users that do something while waiting that cancels the message. */
  readonly cancelled: number;
  /** The control group in percent; none if absent. */
  readonly control?: number;
  /** The users who visit the shop a day after the message, which is its conversion event: those who got it, or as many others; absent, there is none. */
  readonly visitors?: 'recipients' | 'others';
  /** True if the campaign has statistics. */
  readonly statistics?: boolean;
  /** True where no follow-up listens to the events of the users. */
  readonly matchesNothing: boolean;
  /** True where the installation has a frequency cap, which no user reaches. */
  readonly hasCaps?: true;
}

/** An event on the bus: its instant, and its body as a rule sends it to a queue. */
export interface Arrival {
  readonly at: Instant;
  readonly body: string;
}

/** The instant at which users begin to come. */
export const BEGIN: Instant = Date.UTC(2026, 11, 1, 12);

/** The parts of a load that are in its campaign. */
export type FollowUpLoad = Pick<Load, 'delay' | 'control' | 'visitors' | 'statistics' | 'hasCaps'>;

/** Creates the follow-up that users wait for: the first example of the project, with another delay. */
export function followUpOf({ delay, control, visitors, statistics }: FollowUpLoad): FollowUpDefinition {
  const definition: FollowUpDefinition = {
    id: 'resend-welcome',
    name: 'Resend the welcome email',
    triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
    delay,
    exceptions: [
      { interaction: 'email.opened', campaign: 'welcome-email', openKind: 'human' },
      { behavior: 'purchase.made', where: { price: { $gte: 20 } } },
    ],
    audience: 'everyone',
    recheckAudience: false,
    reeligibility: 'never',
    staleAfter: '72 hours',
    ...(control !== undefined && { controlGroup: control }),
    ...(visitors !== undefined && { conversions: { A: { behavior: 'session.started', within: '30 days' } } }),
    ...(statistics === true && { statistics }),
    messages: [
      {
        channel: 'email',
        subject: 'Did you see this?',
        body: "Hello {{ user.first_name | default: 'there' }}, welcome! Here is how to begin.",
      },
    ],
  };
  // R30: exceptions need a delay.
  return getMaxDelay(definition.delay) === 0 ? { ...definition, exceptions: [] } : definition;
}

/** Creates all events of a load, in order of arrival. */
export function arrivalsOf(load: Load): Arrival[] {
  const { users, shape, cancelled, matchesNothing } = load;
  const apart = shape === 'blast' ? SECOND / BLAST_RATE : TRICKLE / users;
  const delay = getMaxDelay(followUpOf(load).delay);
  const arrivals: Arrival[] = [];
  for (let user = 0; user < users; user++) {
    const at = Math.floor(BEGIN + user * apart);
    if (matchesNothing) {
      arrivals.push(arrival(user, at, { interaction: 'email.clicked', campaignId: `newsletter-${user % STRANGERS}` }));
      continue;
    }
    arrivals.push(arrival(user, at, { interaction: 'email.received', campaignId: 'welcome-email' }));
    if (load.visitors !== undefined) {
      const visitor = load.visitors === 'recipients' ? user : users + user;
      arrivals.push(arrival(visitor, at + delay + DAY, { behavior: 'session.started' }));
    }
    if (user % 100 >= cancelled * 100) continue;
    // Somewhere in the second to the eighth tenth of the delay.
    const opened = at + Math.floor((delay * (2 + (user % 7))) / 10);
    arrivals.push(
      arrival(user, opened, { interaction: 'email.opened', campaignId: 'welcome-email', openKind: 'human' }),
    );
  }
  return arrivals.sort((one, other) => one.at - other.at);
}

function arrival(user: number, at: Instant, what: Readonly<Record<string, string>>): Arrival {
  const detail = detailOf(user, at, what);
  const detailType = 'behavior' in what ? 'User Behavior' : 'Campaign Interaction';
  return { at, body: envelopeOf(at, { 'detail-type': detailType, source: SOURCE, detail }) };
}

/** The source of the events of a load. */
export const SOURCE = 'com.example.messaging';

/** Creates the Detail of an interaction of a user. */
export function detailOf(user: number, at: Instant, what: Readonly<Record<string, string>>) {
  return {
    userId: idOf('user', user),
    ...what,
    id: idOf(`event ${what['interaction'] ?? what['behavior']}`, user),
    occurredAt: formatInstant(at),
    messageVariationId: idOf('variation', user % 2),
    dispatchId: idOf('dispatch', 0),
  };
}

/** Formats an event as a rule of the bus puts it into a queue. */
export function envelopeOf(at: Instant, event: object): string {
  return JSON.stringify({
    version: '0',
    id: '5f0a4c1e-6f0b-4a3e-9d52-7b1f3c0d8e21',
    account: '000000000000',
    time: formatInstant(Math.floor(at / SECOND) * SECOND).replace('.000Z', 'Z'),
    region: 'us-east-1',
    resources: [],
    ...event,
  });
}

/** Returns a UUID that is the same for the same arguments. */
export function idOf(what: string, number: number): string {
  return hash('md5', `${what} ${number}`, 'hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
