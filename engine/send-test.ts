import type { RenderedMessage } from '../core/contracts/dispatch.ts';
import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import type { Sender, SendResult } from '../core/contracts/sender.ts';
import { findHoldBack, type HoldBackReason, type SendingPolicy } from '../core/contracts/sending.ts';
import type { Tracking } from '../core/contracts/settings.ts';
import { createTestDispatchId } from '../core/test-dispatch.ts';
import { markTestMessage } from '../core/test-message.ts';

/** A message that is sent as a test. */
export interface TestSending {
  readonly sender: Sender;
  readonly policy: SendingPolicy;
  readonly message: RenderedMessage;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
  /** An email address, the URL of a webhook, or the id of a user. */
  readonly to: string;
  readonly campaignId: string;
  readonly version: number;
  readonly isTransactional: boolean;
  /** A text that no other test has. */
  readonly unique: string;
  readonly now: Instant;
}

/** The result of a test, or the reason why it may not be sent. */
export type TestResult =
  | SendResult
  | { readonly kind: 'not-allowed'; readonly reason: HoldBackReason }
  | { readonly kind: 'bad-target'; readonly reason: string };

/** The user of tests that are sent to an address. Nothing is recorded about it. */
const TEST_USER = 'test';

/** The tracking of tests: they have no delivery that an open or a click would be recorded with. */
const NO_TRACKING: Tracking = { opens: false, clicks: false };

/**
 * Sends a message as a test, marked, to an entry of the allow list of the installation alone, in whichever mode it sends (R91). Nothing is
 * recorded: it has no delivery, no receipt and no interaction. Only a server on this machine takes a test to anyone.
 */
export async function sendTest(test: TestSending): Promise<TestResult> {
  const { sender, to, policy, part, campaignId, version, isTransactional } = test;
  const { channel } = sender;
  const message = markTestMessage(test.message, to);
  const found = sender.findTarget(message, to);
  if ('refused' in found) return { kind: 'bad-target', reason: found.refused };
  const { target } = found;
  const isInbox = INBOX_CHANNELS.some((each) => each === channel);
  const userId = isInbox ? to : TEST_USER;
  const strict: SendingPolicy = { ...policy, mode: policy.mode === 'off' ? 'off' : 'allow-list' };
  // The inbox is that of a user, who would read the test.
  const isContained = sender.isContained && !isInbox;
  const reason = findHoldBack(strict, { channel, userId, target, isContained });
  if (reason !== undefined) return { kind: 'not-allowed', reason };
  const dispatchId = createTestDispatchId(test.unique);
  const dispatchedAt = formatInstant(test.now);
  const sent = { dispatchId, campaignId, version, userId, message, part, target, isTransactional, dispatchedAt };
  return sender.send({ ...sent, tracking: NO_TRACKING }, AbortSignal.timeout(sender.timeout));
}
