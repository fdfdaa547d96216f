import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import { joinParts, planNextCall, splitIntoParts } from '../../core/waves.ts';
import { createWaveDefinition } from '../../lib/wave-definition.ts';
import { evaluated, type States } from '../harness/lib/jsonata.ts';

const NOON = Date.UTC(2026, 11, 1, 12);
const { States: states } = createWaveDefinition({
  invokeResource: 'invoke',
  functionArn: 'dispatch',
  timeoutSeconds: 1,
});
const { 'Dispatch the parts side by side': map, 'Dispatch who still waits': whole } = states;
const { 'Dispatch a part': part, 'Is the part through?': through } = map.ItemProcessor.States;

const call = createFirstCall(createWave('resend-welcome', 1, NOON));
const input = {
  campaign: 'resend-welcome',
  publication: 1,
  departs: formatInstant(NOON),
  at: formatInstant(NOON),
  call,
};
/** The call of a wave that is split into parts, after three enrollments failed. */
const callBeforeParts = { ...call, cursor: '3..3|', broken: 3 };
const cursors = (count: number) => Array.from({ length: count }, (_, index) => `${index}..${index}|`);

interface Choice {
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default: string;
}

async function findNextState({ Choices, Default }: Choice, states: States): Promise<string> {
  for (const { Condition, Next } of Choices) if ((await evaluated(Condition, states)) === true) return Next;
  return Default;
}

describe('the wave machine, with its expressions evaluated', () => {
  test('the wave machine waits until the instant in its input, and then calls dispatch with the call in its input', async () => {
    expect(await evaluated(states['Wait until it is due'].Timestamp, { input })).toBe('2026-12-01T12:00:00.000Z');
    expect(await evaluated(whole.Arguments.Payload, { input })).toEqual(call);
  });

  test.each(['Dispatch in one call', 'Make the last call'] as const)(
    'the wave machine asks dispatch in "%s" to end the pass, and keeps its input if dispatch cannot',
    async (name) => {
      const { Arguments, Catch } = states[name];
      expect(await evaluated(Arguments.Payload, { input })).toEqual({ ...call, isOnly: true });
      expect(await evaluated(Catch[0]?.Output, { input })).toEqual(input);
    },
  );

  test('the wave machine continues with the call that dispatch returned, and keeps campaign and departure', async () => {
    const next = { ...call, at: NOON + 90_000, isLastCall: true };
    const result = { Payload: { state: 'next', at: formatInstant(NOON + 90_000), call: next } };
    const output = await evaluated(whole.Output, { input, result });
    expect(output).toEqual({ ...input, ...result.Payload });
    expect(await evaluated(whole.Arguments.Payload, { input: output })).toEqual(next);
  });

  test.each([
    ['next', 'Wait for the next call'],
    ['parts', 'Dispatch the parts side by side'],
    ['done', 'Everybody has left'],
    ['something else', 'The answer was not understood'],
  ])('the wave machine continues after the answer %s with the state: %s', async (state, next) => {
    expect(await findNextState(states['Does anyone still wait?'], { input: { ...input, state } })).toBe(next);
  });

  test.each([1, 2, 40])('the wave machine calls dispatch for each of %i parts of a pass', async (count) => {
    const parts = splitIntoParts(callBeforeParts, cursors(count));
    const items = await evaluated(map.Items, { input: { ...input, state: 'parts', parts, call: callBeforeParts } });
    expect(items).toEqual(parts);
    for (const Value of parts) {
      const item = await evaluated(map.ItemSelector, { input, context: { Map: { Item: { Value } } } });
      expect(await evaluated(part.Arguments.Payload, { input: item })).toEqual(Value);
    }
  });

  test('the wave machine calls dispatch for a part again until dispatch answers passed', async () => {
    const [first] = splitIntoParts(callBeforeParts, cursors(1));
    const Payload = { state: 'part', call: { ...first, cursor: '0..0|user-9' } };
    const output = await evaluated(part.Output, { input: { call: first }, result: { Payload } });
    expect(await findNextState(through, { input: output })).toBe('Dispatch a part');
    expect(await evaluated(part.Arguments.Payload, { input: output })).toEqual(Payload.call);
    const passed = await evaluated(part.Output, { input: output, result: { Payload: { state: 'passed', broken: 2 } } });
    expect(await findNextState(through, { input: passed })).toBe('The part is through');
  });

  test.each([
    ['no part', []],
    ['one part without failures', [0]],
    ['one part with failures', [2]],
    ['two parts', [0, 5]],
    ['many parts', Array.from({ length: 40 }, (_, index) => index)],
  ])(
    'the wave machine joins the results of %s as core does, so that failed enrollments are attempted again (R72)',
    async (_which, broken) => {
      const result = broken.map((count) => ({ state: 'passed', broken: count }));
      const output = await evaluated(map.Output, {
        input: { ...input, state: 'parts', parts: [], call: callBeforeParts },
        result,
      });
      expect(output).toEqual({ ...input, call: joinParts(callBeforeParts, broken) });
      const answer = planNextCall(joinParts(callBeforeParts, broken), { failedSeats: 0, now: NOON });
      expect(answer).toMatchObject({ next: { attempts: 1, broken: 0 } });
    },
  );

  test('the wave machine joins parts without failures into a pass that is over', async () => {
    const callWithoutFailures = { ...callBeforeParts, broken: 0 };
    const output = await evaluated(map.Output, {
      input: { ...input, call: callWithoutFailures },
      result: [{ broken: 0 }],
    });
    expect(output).toEqual({ ...input, call: joinParts(callWithoutFailures, [0]) });
    expect(planNextCall(joinParts(callWithoutFailures, [0]), { failedSeats: 0, now: NOON })).toMatchObject({
      next: { isLastCall: true },
    });
  });
});
