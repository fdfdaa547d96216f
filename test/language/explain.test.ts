import { describe, expect, test } from 'vitest';
import { CANCELLED_REASONS, DECISIONS, WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import type { DecisionView } from '../../core/standing.ts';
import { explainDecision, explainReason, explainState } from '../../language/en.ts';

const enrolled: DecisionView = {
  at: '2026-12-01T09:00:00.000Z',
  campaignId: 'resend-welcome',
  decision: 'enrolled',
  eventId: 'mail-ada',
  dueAt: '2026-12-08T09:00:00.000Z',
  enrollmentId: 'enrollment-1',
};
const next = (decision: Partial<DecisionView>): DecisionView => ({
  ...enrolled,
  eventId: 'other',
  ...decision,
});

describe('a sentence of language/en.ts (R70, R73)', () => {
  test.each(DECISIONS)('a sentence of language/en.ts exists for the decision %s (R70, R73)', (decision) => {
    expect(explainDecision(next({ decision }))).toMatch(/^resend-welcome {2}[a-z ,]{4,}.*\(event other\)$/);
  });

  test.each(WITHHELD_REASONS)(
    'a sentence of language/en.ts exists for a message withheld as %s (R70, R73)',
    (reason) => {
      expect(explainReason('withheld', reason)).toMatch(/ .* /);
    },
  );

  test.each(CANCELLED_REASONS)(
    'a sentence of language/en.ts exists for a wait cancelled as %s (R70, R73)',
    (reason) => {
      expect(explainReason('cancelled', reason)).toMatch(/ .* /);
    },
  );

  test('the sentence about a user whose message quiet hours hold says until when (R26, R73)', () => {
    const held = next({ eventId: 'mail-ada', decision: 'held', heldUntil: '2026-12-09T08:00:00.000Z' });
    const sentence = explainState([enrolled, held]);
    expect(sentence).toContain('the latest due 2026-12-08');
    expect(sentence).toMatch(/, held until 2026-12-09\S* because of quiet hours\.$/);
    const cancelled = next({ eventId: 'mail-ada', decision: 'cancelled', reason: 'exception' });
    expect(explainState([enrolled, held, cancelled])).not.toContain('held until');
  });

  test('the sentence about a message that was sent names its variant (R46, R70)', () => {
    expect(explainDecision(next({ decision: 'dispatched', variant: 'short' }))).toContain(
      'message sent, variant short',
    );
    expect(explainDecision(next({ decision: 'dispatched' }))).toContain('message sent (');
  });

  test('the sentence about a user of the control group says that no message left, and that it counts as received (R46)', () => {
    const control = next({ eventId: 'mail-ada', decision: 'control' });
    expect(explainDecision(control)).toContain('not sent: the user is in the control group');
    expect(explainState([enrolled, control])).toMatch(/in the control group since .*counts as received\.$/);
  });

  test('the sentence about a wait that an exception cancels differs from that about a standby that never waited', () => {
    expect(explainReason('cancelled', 'exception')).not.toBe(explainReason('withheld', 'exception'));
  });

  test('the sentence about an exception is the same if it cancelled a wait and if it came too late', () => {
    expect(explainReason('late-exception', 'exception')).toBe(explainReason('cancelled', 'exception'));
  });

  test('the sentence about a decision shows the reason of a newer installation as it is', () => {
    expect(explainReason('withheld', 'mercury-retrograde')).toBe('mercury-retrograde');
  });

  test('the sentence about a decision names the event, and the exception that cancelled the wait (R33)', () => {
    const line = explainDecision(
      next({ decision: 'cancelled', reason: 'exception', exception: '{"behavior":"purchase.made"}' }),
    );
    expect(line).toContain('(event other, exception {"behavior":"purchase.made"})');
  });
});

describe('the sentence about a message that could not be sent (R75)', () => {
  test.each([
    [
      'render-error',
      'email body: the result is no number, line:1, col:7',
      'its template failed: email body: the result',
    ],
    [
      'aborted',
      'sms body: no city known',
      'a template stopped the message with abort_message: sms body: no city known',
    ],
    [
      'blank',
      'email subject: it shows nothing',
      'a field that the message needs is blank: email subject: it shows nothing',
    ],
    [
      'capped',
      'at most 3 messages in 7 days',
      'not sent: the user had as many messages as a frequency cap allows: at most 3 messages in 7 days',
    ],
    ['too-large', '300,000 bytes', 'the message is too large to be sent: 300,000 bytes'],
  ])('the sentence about a message that could not be sent says for %s where and why (R75)', (reason, detail, words) => {
    expect(explainDecision(next({ decision: 'withheld', reason, detail }))).toContain(words);
  });
});

describe('the sentence about the present state of a user', () => {
  test('the sentence about the present state of a user says that nothing is recorded', () =>
    expect(explainState([])).toContain('Nothing is recorded'));

  test('the sentence about the present state of a user says until when the user waits', () => {
    expect(explainState([enrolled])).toBe(
      'resend-welcome: waits for the message, the latest due 2026-12-08T09:00:00Z.',
    );
  });

  test('the sentence about the present state of a user says that the user still waits after a second trigger was withheld', () => {
    expect(explainState([enrolled, next({ decision: 'withheld', reason: 'stale' })])).toContain(
      'waits for the message',
    );
  });

  test('the sentence about the present state of a user says that the user received the message, whatever is withheld later', () => {
    const sent = next({ decision: 'dispatched', eventId: 'mail-ada', at: '2026-12-08T09:00:00.000Z' });
    const later = next({ decision: 'withheld', reason: 'already-received' });
    expect(explainState([enrolled, sent, later])).toBe('resend-welcome: received the message at 2026-12-08T09:00:00Z.');
  });

  test('the sentence about the present state of a user says that the user waits, although a wait ended whose beginning is not in the list', () => {
    const second = next({ decision: 'enrolled', eventId: 'second', enrollmentId: 'enrollment-2' });
    const ended = next({ decision: 'cancelled', reason: 'exception', enrollmentId: 'enrollment-1' });
    expect(explainState([second, ended])).toContain('waits for the message');
    expect(explainState([second, { ...ended, enrollmentId: 'enrollment-2' }])).toContain('waits for nothing');
  });

  test('the sentence about the present state of a user says after a cancellation that the user waits for nothing, and why', () => {
    const state = explainState([enrolled, next({ decision: 'cancelled', reason: 'exception' })]);
    expect(state).toBe(
      'resend-welcome: waits for nothing: the user did something that the campaign lists as an exception. A new trigger may enroll the user.',
    );
  });

  test('the sentence about the present state of a user says that a user who is enrolled again after a cancellation waits again', () => {
    const again = next({ decision: 'enrolled' });
    expect(explainState([enrolled, next({ decision: 'cancelled', reason: 'exception' }), again])).toContain(
      'waits for the message',
    );
  });

  test('the sentence about the present state of a user says that the wait has ended when the message was withheld at its departure', () => {
    const state = explainState([enrolled, next({ decision: 'withheld', reason: 'render-error', eventId: 'mail-ada' })]);
    expect(state).toContain('waits for nothing');
  });

  test('the sentence about the present state of a user says why a user was never enrolled', () => {
    expect(explainState([next({ decision: 'withheld', reason: 'not-in-audience' })])).toContain(
      'the user is not in the audience',
    );
  });
});
