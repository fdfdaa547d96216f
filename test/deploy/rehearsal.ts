import * as v from 'valibot';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { type Deployed, deployed } from './deployed.ts';
import { type Inbox, openInbox, ownPrefix } from './inbox.ts';
import { type Call, calledBy } from './interface.ts';
import { type Entry, type Producer, producerOf } from './producer.ts';
import { slowness } from './slowness.ts';
import { act } from './writes.ts';

/** How long anything may take to come through, on a machine on which each Lambda is a process. */
export const MAX_WAIT = {
  get timeout() {
    return 180_000 * slowness();
  },
  interval: 500,
};

/** What one file of the rehearsal does with the installation, in names of its own: others share it. */
class Rehearsal {
  readonly installation: Deployed;
  /** The HTTP interface, as the marketer. */
  readonly call: Call;
  readonly producer: Producer;
  readonly #prefix = ownPrefix();
  #inbox: Inbox | undefined;

  constructor(installation: Deployed) {
    this.installation = installation;
    this.call = calledBy(installation.people.marketer, installation);
    this.producer = producerOf(installation);
  }

  async open(): Promise<void> {
    this.#inbox = await openInbox(this.#prefix, this.installation.outputs);
  }

  async close(): Promise<void> {
    await this.#inbox?.close();
  }

  get inbox(): Inbox {
    if (this.#inbox === undefined) throw new Error('inbox: expected to be open while tests run');
    return this.#inbox;
  }

  own(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  /** A campaign of a target of its own; answers its id. */
  async published(name: string, more: object = {}): Promise<string> {
    const target = this.own(`${name}-target`);
    const definition = {
      id: this.own(name),
      name,
      triggers: [{ interaction: 'email.received', campaign: target }],
      // Exceptions need a delay (R30).
      exceptions: 'delay' in more ? [{ interaction: 'email.opened', campaign: target }] : [],
      precision: '1 second',
      messages: [{ channel: 'email', subject: 'Hello', body: 'Hello {{ user.id }}' }],
      ...more,
    };
    const { id } = definition;
    expect(await act(this.call, { id, does: 'save', body: definition })).toMatchObject({ status: 200 });
    expect(await act(this.call, { id, does: 'publish' })).toMatchObject({ status: 200 });
    return id;
  }

  /** A user receives the target of a campaign, or does something else with it. */
  interaction(userId: string, name: string, more: object = {}) {
    const Detail = {
      id: this.own(`${userId}-${name}-${Math.random()}`),
      occurredAt: new Date().toISOString(),
      userId: this.own(userId),
      interaction: 'email.received',
      campaignId: this.own(`${name}-target`),
      ...more,
    };
    return { Source: 'rehearsal', DetailType: 'Campaign Interaction', Detail } satisfies Entry;
  }

  /** A user does something outside campaigns. */
  behavior(userId: string, more: object): Entry {
    const Detail = { userId: this.own(userId), occurredAt: new Date().toISOString(), ...more };
    return { Source: 'rehearsal', DetailType: 'User Behavior', Detail };
  }

  /** What was decided about a user and our campaigns. */
  async decided(userId: string): Promise<string[]> {
    const { body } = await this.call('GET', `/users/${encodeURIComponent(this.own(userId))}/decisions`);
    return v
      .parse(decisions, body)
      .decisions.filter(({ campaignId }) => campaignId.startsWith(this.own('')))
      .map(({ decision, reason }) => (reason === undefined ? decision : `${decision} ${reason}`));
  }

  /** Waits until just this was decided. */
  async eventually(userId: string, expected: readonly string[]): Promise<void> {
    await vi.waitFor(async () => expect(await this.decided(userId)).toEqual(expected), MAX_WAIT);
  }

  /** A user's messages, each dispatch id once, as any consumer takes them: on a slow machine some come again. */
  messagesTo(userId: string): MessageDispatched[] {
    const theirs = this.inbox.messages.filter((message) => message.userId === this.own(userId));
    return [...new Map(theirs.map((message) => [message.dispatchId, message])).values()];
  }
}

const decisions = v.object({
  decisions: v.array(v.object({ decision: v.string(), reason: v.optional(v.string()), campaignId: v.string() })),
});

/** Opens a rehearsal for the tests of a file, and closes it after them. */
export function rehearsing(): Rehearsal {
  const rehearsal = new Rehearsal(deployed());
  beforeAll(() => rehearsal.open());
  afterAll(() => rehearsal.close());
  return rehearsal;
}
