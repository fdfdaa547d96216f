import { describe, expect, test } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { BATCH, FED, FUNCTION_SETTINGS, MATCHERS } from '../cost/settings.ts';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const constructs = {
  'match-trigger': 'MatchersMatchTrigger',
  'match-exception': 'MatchersMatchException',
  dispatch: 'WavesDispatch',
};
const named = (type: string, name: string) =>
  Object.entries(connector.findResources(type)).filter(([id]) => id.includes(name));

describe('npm run cost', () => {
  test('gives the Lambdas the memory that the template gives them', () => {
    for (const functionName of ['match-trigger', 'match-exception', 'dispatch'] as const) {
      const [[, lambda] = []] = named('AWS::Lambda::Function', constructs[functionName]);
      expect(lambda?.Properties.MemorySize, functionName).toBe(FUNCTION_SETTINGS[functionName].memory);
      expect(lambda?.Properties.TracingConfig, functionName).toBeUndefined();
    }
  });

  test('empties the queues as the template has them emptied', () => {
    for (const functionName of MATCHERS) {
      const [[, source] = []] = named('AWS::Lambda::EventSourceMapping', constructs[functionName]);
      expect(source?.Properties, functionName).toMatchObject({
        BatchSize: BATCH.most,
        MaximumBatchingWindowInSeconds: BATCH.window / SECOND,
        ScalingConfig: { MaximumConcurrency: FUNCTION_SETTINGS[functionName].maxConcurrency },
      });
    }
  });

  test('puts an event of a user into the queues that the rules put it into', () => {
    const rules = named('AWS::Events::Rule', 'MatchersRulesemail');
    expect(rules).toHaveLength(1);
    const queues = rules[0]?.[1].Properties.Targets.map(({ Arn }: { Arn: unknown }) => written(Arn));
    expect(queues).toEqual(FED.map((functionName) => expect.stringContaining(`${constructs[functionName]}Queue`)));
  });
});
