import * as v from 'valibot';
import { afterAll, aroundEach, beforeAll, expect, vi } from 'vitest';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { type Deployed, deployed, type Installation, type SendingInstallation } from './deployed.ts';
import { type Inbox, openInbox, ownPrefix } from './inbox.ts';
import { type Call, calledBy } from './interface.ts';
import { type Entry, type Producer, producerOf } from './producer.ts';
import { slowness } from './slowness.ts';
import { currentTest } from './stories/current-test.ts';
import { act } from './writes.ts';

/** The time-out for any outcome, on a machine on which each Lambda is a process. */
export const MAX_WAIT = {
  get timeout() {
    return 180_000 * slowness();
  },
  interval: 500,
};

/** The access of one test file to the installation, under names of its own, because other files share it. */
class DeploymentTest<Known extends Installation> {
  readonly installation: Known;
  /** The HTTP interface, called as the marketer. */
  readonly call: Call;
  readonly producer: Producer;
  readonly #prefix = ownPrefix();
  #inbox: Inbox | undefined;

  constructor(installation: Known) {
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

  /** Returns a name of this file. A test that is repeated has other names: its users and campaigns have been used. */
  own(name: string): string {
    const repeats = currentTest.getStore()?.task.result?.retryCount ?? 0;
    return `${this.#prefix}${repeats === 0 ? '' : `r${repeats}`}-${name}`;
  }

  /** Publishes a campaign with a target campaign of its own; returns its id. */
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

  /** Creates an interaction of a user with the target of a campaign, by default its receipt. */
  interaction(userId: string, name: string, more: object = {}) {
    const Detail = {
      id: this.own(`${userId}-${name}-${Math.random()}`),
      occurredAt: new Date().toISOString(),
      userId: this.own(userId),
      interaction: 'email.received',
      campaignId: this.own(`${name}-target`),
      ...more,
    };
    return { Source: 'deployment-test', DetailType: 'Campaign Interaction', Detail } satisfies Entry;
  }

  /** Creates a behavior of a user outside campaigns. */
  behavior(userId: string, more: object): Entry {
    const Detail = { userId: this.own(userId), occurredAt: new Date().toISOString(), ...more };
    return { Source: 'deployment-test', DetailType: 'User Behavior', Detail };
  }

  /** Returns the decisions about a user in the campaigns of this test. */
  async decided(userId: string): Promise<string[]> {
    const { body } = await this.call('GET', `/users/${encodeURIComponent(this.own(userId))}/decisions`);
    return v
      .parse(decisions, body)
      .decisions.filter(({ campaignId }) => campaignId.startsWith(this.own('')))
      .map(({ decision, reason }) => (reason === undefined ? decision : `${decision} ${reason}`));
  }

  /** Waits until exactly these decisions were taken. */
  async eventually(userId: string, expected: readonly string[]): Promise<void> {
    await vi.waitFor(async () => expect(await this.decided(userId)).toEqual(expected), MAX_WAIT);
  }

  /** Returns a user's messages, each dispatch id once: on a slow machine some come again. */
  messagesTo(userId: string): MessageDispatched[] {
    const theirs = this.inbox.messages.filter((message) => message.userId === this.own(userId));
    return [...new Map(theirs.map((message) => [message.dispatchId, message])).values()];
  }
}

const decisions = v.object({
  decisions: v.array(v.object({ decision: v.string(), reason: v.optional(v.string()), campaignId: v.string() })),
});

/** Opens the access to the installation for the tests of a file, and closes it after them. */
export function openDeploymentTest(): DeploymentTest<Deployed> {
  return openTest(deployed());
}

/** Opens the access to the installation with senders for the tests of a file, and closes it after them. */
export function openSendingTest(): DeploymentTest<SendingInstallation> {
  return openTest(deployed().sending);
}

function openTest<Known extends Installation>(installation: Known): DeploymentTest<Known> {
  const deploymentTest = new DeploymentTest(installation);
  aroundEach((runTest, context) => currentTest.run(context, runTest));
  beforeAll(() => deploymentTest.open());
  afterAll(() => deploymentTest.close());
  return deploymentTest;
}
