import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const [machine] = Object.values(connector.findResources('AWS::StepFunctions::StateMachine'));
const definition = JSON.parse(written(machine?.Properties.DefinitionString).replaceAll('<AWS::Partition>', 'aws'));
const states = definition.States;
const part = states['Dispatch the parts side by side'].ItemProcessor;
const calls = [states['Dispatch who still waits'], part.States['Dispatch a part']];
/** The calls that must end their pass. */
const onlyCalls = [states['Dispatch in one call'], states['Make the last call']];

describe('the wave machine', () => {
  test('the wave machine is valid in Amazon States Language', () => {
    const { isValid, errorsText } = validate(definition);
    expect(isValid, errorsText('\n')).toBe(true);
  });

  test('the wave machine has states that are named as sentences', () => {
    const names = [...Object.keys(states), ...Object.keys(part.States)];
    expect(names.filter((name) => !/^[A-Z][a-z]+( [a-z]+)+\??$/.test(name))).toEqual([]);
  });

  test('the wave machine waits, dispatches, waits and makes the last call: four states, each of which costs a transition', () => {
    expect(definition.StartAt).toBe('Wait until it is due');
    const path = [definition.StartAt];
    for (let name = states[definition.StartAt].Next; name !== undefined; name = states[name].Next) path.push(name);
    expect(path).toEqual([
      'Wait until it is due',
      'Dispatch in one call',
      'Wait for the last call',
      'Make the last call',
    ]);
    expect(states['Make the last call'].End).toBe(true);
    for (const name of ['Wait until it is due', 'Wait for the last call'])
      expect(states[name]).toMatchObject({ Type: 'Wait', Timestamp: '{% $states.input.at %}' });
  });

  test('the wave machine dispatches as often as needed where a call cannot end its pass, with the input that the call had', () => {
    for (const { Catch, Retry } of onlyCalls) {
      expect(Catch).toEqual([
        { ErrorEquals: ['NeedsMoreCalls'], Output: '{% $states.input %}', Next: 'Dispatch who still waits' },
      ]);
      expect(Retry[0]).toEqual({ ErrorEquals: ['NeedsMoreCalls'], MaxAttempts: 0 });
    }
  });

  test('the wave machine dispatches and waits until dispatch answers done, where a call cannot end its pass', () => {
    expect(states['Wait for the next call']).toMatchObject({ Type: 'Wait', Timestamp: '{% $states.input.at %}' });
    expect(states['Wait for the next call'].Next).toBe('Dispatch who still waits');
    expect(states['Dispatch who still waits'].Next).toBe('Does anyone still wait?');
    expect(
      states['Does anyone still wait?'].Choices.map(({ Condition, Next }: Record<string, string>) => [Condition, Next]),
    ).toEqual([
      ["{% $states.input.state = 'next' %}", 'Wait for the next call'],
      ["{% $states.input.state = 'parts' %}", 'Dispatch the parts side by side'],
      ["{% $states.input.state = 'done' %}", 'Everybody has left'],
    ]);
  });

  test('the wave machine fails, which sets off an alarm, if the answer of dispatch is unknown', () => {
    expect(states[states['Does anyone still wait?'].Default].Type).toBe('Fail');
  });

  test('the wave machine dispatches at most sixteen parts of a big wave concurrently', () => {
    expect(states['Dispatch the parts side by side']).toMatchObject({ Type: 'Map', MaxConcurrency: 16 });
    expect(part.ProcessorConfig.Mode).toBe('INLINE');
  });

  test('the wave machine keeps campaign, publication and departure in its state after the parts, so that operators see them', () => {
    expect(Object.keys(states['Dispatch the parts side by side'].Output)).toEqual([
      'campaign',
      'publication',
      'departs',
      'at',
      'call',
    ]);
  });

  test('the wave machine calls dispatch with the call in its input, and waits for the answer longer than the timeout of the function', () => {
    const [lambda] = Object.entries(connector.findResources('AWS::Lambda::Function')).filter(([id]) =>
      id.startsWith('ConnectorWavesDispatch'),
    );
    for (const call of [...calls, ...onlyCalls]) {
      expect(call.Resource).toBe('arn:aws:states:::lambda:invoke');
      expect(call.Arguments).toEqual({
        FunctionName: expect.stringMatching(/^<ConnectorWavesDispatchFunction/),
        Payload: expect.stringContaining('$states.input.call'),
      });
      expect(call.TimeoutSeconds).toBeGreaterThan(lambda?.[1].Properties.Timeout);
    }
  });

  test('the wave machine retries errors of Lambda and of dispatch, with a growing and limited backoff', () => {
    for (const { Retry } of [...calls, ...onlyCalls.map(({ Retry }) => ({ Retry: Retry.slice(1) }))]) {
      expect(Retry.map(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals.at(0))).toEqual([
        'Lambda.TooManyRequestsException',
        'States.ALL',
      ]);
      for (const { MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } of Retry) {
        expect(MaxAttempts).toBeGreaterThanOrEqual(5);
        expect(BackoffRate).toBe(2);
        expect(MaxDelaySeconds).toBeLessThanOrEqual(300);
        expect(JitterStrategy).toBe('FULL');
      }
    }
  });

  test('the wave machine allows an execution a year, because a delay may be 360 days (R24)', () => {
    expect(definition.TimeoutSeconds).toBe(365 * 86_400);
  });

  test('the wave machine is a standard workflow with tracing, and logs errors without data of users', () => {
    expect(machine?.Properties.StateMachineType ?? 'STANDARD').toBe('STANDARD');
    expect(machine?.Properties.TracingConfiguration).toEqual({ Enabled: true });
    expect(machine?.Properties.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  });
});
