import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import type { Sender } from '../core/contracts/sender.ts';
import { findHoldBack, type SendingPolicy } from '../core/contracts/sending.ts';
import type { Tracking } from '../core/contracts/settings.ts';
import type { TestResult, TestSend } from '../core/contracts/test-send.ts';
import { createTestDispatchId } from '../core/test-dispatch.ts';
import { markTestMessage } from '../core/test-message.ts';

/** The sender of a test, what the installation may send, and the time. */
export interface TestSending {
  readonly sender: Sender;
  readonly policy: SendingPolicy;
  readonly now: Instant;
}

/** The user of tests that are sent to an address. Nothing is recorded about it. */
const TEST_USER = 'test';

/** The tracking of tests: they have no delivery that an open or a click would be recorded with. */
const NO_TRACKING: Tracking = { opens: false, clicks: false };

/**
 * Sends a message as a test, marked, to an entry of the allow list of the installation alone, in whichever mode it sends (R91). Nothing is
 * recorded: it has no delivery, no receipt and no interaction. Only a server on this machine takes a test to anyone.
 */
export async function sendTest(test: TestSend, { sender, policy, now }: TestSending): Promise<TestResult> {
  const { to, part, campaignId, version, isTransactional } = test;
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
  const dispatchedAt = formatInstant(now);
  const sent = { dispatchId, campaignId, version, userId, message, part, target, isTransactional, dispatchedAt };
  return sender.send({ ...sent, tracking: NO_TRACKING }, AbortSignal.timeout(sender.timeout));
}
