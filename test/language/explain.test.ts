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
};
const next = (decision: Partial<DecisionView>): DecisionView => ({
  ...enrolled,
  eventId: 'other',
  ...decision,
});

describe('a sentence of language/en.ts (R70, R73)', () => {
  test.each(DECISIONS)('exists for the decision %s', (decision) => {
    expect(explainDecision(next({ decision }))).toMatch(/^resend-welcome {2}[a-z ,]{4,}.*\(event other\)$/);
  });

  test.each(WITHHELD_REASONS)('exists for a message withheld as %s', (reason) => {
    expect(explainReason('withheld', reason)).toMatch(/ .* /);
  });

  test.each(CANCELLED_REASONS)('exists for a wait cancelled as %s', (reason) => {
    expect(explainReason('cancelled', reason)).toMatch(/ .* /);
  });

  test('differs between a wait that an exception cancels and a standby that never waited', () => {
    expect(explainReason('cancelled', 'exception')).not.toBe(explainReason('withheld', 'exception'));
  });

  test('is the same for an exception that cancelled a wait and for one that came too late', () => {
    expect(explainReason('late-exception', 'exception')).toBe(explainReason('cancelled', 'exception'));
  });

  test('shows the reason of a newer installation as it is', () => {
    expect(explainReason('withheld', 'mercury-retrograde')).toBe('mercury-retrograde');
  });

  test('names the event, and the exception that cancelled the wait (R33)', () => {
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
    ['too-large', '300,000 bytes', 'the message is too large to be sent: 300,000 bytes'],
  ])('says for %s where and why', (reason, detail, words) => {
    expect(explainDecision(next({ decision: 'withheld', reason, detail }))).toContain(words);
  });
});

describe('the sentence about the present state of a user', () => {
  test('says that nothing is recorded', () => expect(explainState([])).toContain('Nothing is recorded'));

  test('says until when the user waits', () => {
    expect(explainState([enrolled])).toBe(
      'resend-welcome: waits for the message, the latest due 2026-12-08T09:00:00Z.',
    );
  });

  test('says that the user still waits after a second trigger was withheld', () => {
    expect(explainState([enrolled, next({ decision: 'withheld', reason: 'stale' })])).toContain(
      'waits for the message',
    );
  });

  test('says that the user received the message, whatever is withheld later', () => {
    const sent = next({ decision: 'dispatched', eventId: 'mail-ada', at: '2026-12-08T09:00:00.000Z' });
    const later = next({ decision: 'withheld', reason: 'already-received' });
    expect(explainState([enrolled, sent, later])).toBe('resend-welcome: received the message at 2026-12-08T09:00:00Z.');
  });

  test('says after a cancellation that the user waits for nothing, and why', () => {
    const state = explainState([enrolled, next({ decision: 'cancelled', reason: 'exception' })]);
    expect(state).toBe(
      'resend-welcome: waits for nothing: the user did something that the campaign lists as an exception. A new trigger may enroll the user.',
    );
  });

  test('says that a user who is enrolled again after a cancellation waits again', () => {
    const again = next({ decision: 'enrolled' });
    expect(explainState([enrolled, next({ decision: 'cancelled', reason: 'exception' }), again])).toContain(
      'waits for the message',
    );
  });

  test('says that the wait has ended when the message was withheld at its departure', () => {
    const state = explainState([enrolled, next({ decision: 'withheld', reason: 'render-error', eventId: 'mail-ada' })]);
    expect(state).toContain('waits for nothing');
  });

  test('says why a user was never enrolled', () => {
    expect(explainState([next({ decision: 'withheld', reason: 'not-in-audience' })])).toContain(
      'the user is not in the audience',
    );
  });
});
