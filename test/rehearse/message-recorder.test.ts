import { describe, expect, test } from 'vitest';
import type { Decision } from '../../core/contracts/decision.ts';
import { createMessageRecorder } from '../../rehearse/message-recorder.ts';
import { START } from '../harness/rehearse/recording.ts';

const KEY = { userId: 'ada', campaignId: 'resend' };

function decided(fields: Pick<Decision, 'decision'> & Partial<Decision>): Decision {
  return { at: START, eventId: 'e1', enrollmentId: 'first', triggeredAt: START, ...fields };
}

/** Records decisions, and returns the messages. */
function recorded(...decisions: readonly Decision[]) {
  const recorder = createMessageRecorder();
  recorder.noteDecisions(KEY, decisions);
  return recorder.messages;
}

describe('the recorder of messages of a rehearsal', () => {
  test('the recorder of messages keeps the last decision about a trigger, and only the message of one that was dispatched', () => {
    const { sent, unsent } = recorded(
      decided({ decision: 'enrolled' }),
      decided({ decision: 'enrolled', enrollmentId: 'second' }),
      decided({ decision: 'withheld', reason: 'stale', enrollmentId: 'second' }),
      decided({ decision: 'dispatched', at: START + 1 }),
    );
    expect([...sent]).toMatchObject([['first', { ...KEY, eventId: 'e1', at: START + 1 }]]);
    expect([...unsent]).toEqual([['second', { outcome: 'withheld', reason: 'stale' }]]);
  });

  test('the recorder of messages counts a late exception as no decision about the message that left (R36)', () => {
    const dispatched = decided({ decision: 'dispatched' });
    const late = decided({ decision: 'late-exception', reason: 'exception', eventId: 'e2' });
    expect(recorded(dispatched, late)).toEqual(recorded(dispatched));
  });

  test('the recorder of messages takes a trigger as waiting that is held, or that waits again after an earlier one took its wait (R42)', () => {
    const superseded = decided({ decision: 'cancelled', reason: 'superseded' });
    const waiting = [['first', { outcome: 'waiting' }]];
    expect([...recorded(superseded, decided({ decision: 'enrolled' })).unsent]).toEqual(waiting);
    expect([...recorded(decided({ decision: 'held' })).unsent]).toEqual(waiting);
    expect([...recorded(superseded).unsent]).toEqual([['first', { outcome: 'cancelled', reason: 'superseded' }]]);
  });
});
