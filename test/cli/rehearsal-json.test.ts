import { describe, expect, test } from 'vitest';
import { formatRehearsalJson } from '../../cli/format-rehearsal-json.ts';
import type { Rehearsal, UserOutcome } from '../../rehearse/rehearsal.ts';

const NOON = Date.UTC(2026, 11, 1, 12);
const [noon, later] = ['2026-12-01T12:00:00.000Z', '2026-12-01T12:00:01.500Z'];
const REHEARSAL: Rehearsal = {
  from: NOON,
  until: NOON + 1_500,
  events: 3,
  accepted: 2,
  leftOut: 1,
  refused: { count: 1, first: [{ line: 2, reason: 'no "JSON"' }] },
  campaigns: [],
};
const written = { ...REHEARSAL, from: noon, until: later };

const parsed = (rehearsal: Rehearsal): unknown => JSON.parse([...formatRehearsalJson(rehearsal)].flat().join('\n'));

describe('a rehearsal as JSON', () => {
  test('a rehearsal as JSON has no users unless they were requested', () => expect(parsed(REHEARSAL)).toEqual(written));

  test.each([0, 1, 1_000, 1_001])('a rehearsal as JSON lists %i users, one a line', (count) => {
    const users = Array.from({ length: count }, (_, index) => ({ userId: `"ann"\n${index}`, decisions: [] }));
    expect(parsed({ ...REHEARSAL, users })).toEqual({ ...written, users });
    const lines = [...formatRehearsalJson({ ...REHEARSAL, users })].flat();
    expect(lines.filter((line) => line.includes('userId'))).toHaveLength(count);
  });

  test('a rehearsal as JSON has instants as in the HTTP interface, and leaves out a missing one', () => {
    const decision = { at: NOON + 1_500, triggeredAt: NOON, eventId: 'e1', enrollmentId: 'd1', campaignId: 'c1' };
    const decisions: UserOutcome['decisions'] = [
      { ...decision, decision: 'enrolled', dueAt: NOON },
      { ...decision, decision: 'withheld', reason: 'stale' },
    ];
    expect(parsed({ ...REHEARSAL, users: [{ userId: 'ann', decisions }] })).toMatchObject({
      users: [
        {
          userId: 'ann',
          decisions: [
            { ...decision, decision: 'enrolled', at: later, triggeredAt: noon, dueAt: noon },
            { ...decision, decision: 'withheld', reason: 'stale', at: later, triggeredAt: noon },
          ],
        },
      ],
    });
  });
});
