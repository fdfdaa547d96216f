import { describe, expect, test } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { BATCH, FED, FUNCTION_SETTINGS, MATCHERS } from '../cost/settings.ts';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const constructs = {
  'match-trigger': 'MatchersMatchTrigger',
  'match-exception': 'MatchersMatchException',
  dispatch: 'WavesDispatch',
  api: 'ManagementAnswer',
};
const findByName = (type: string, name: string) =>
  Object.entries(connector.findResources(type)).filter(([id]) => id.includes(name));

describe('npm run cost', () => {
  test('npm run cost counts with the memory that the template gives the Lambda functions', () => {
    for (const functionName of ['match-trigger', 'match-exception', 'dispatch', 'api'] as const) {
      const [[, lambda] = []] = findByName('AWS::Lambda::Function', constructs[functionName]);
      expect(lambda?.Properties.MemorySize, functionName).toBe(FUNCTION_SETTINGS[functionName].memory);
      expect(lambda?.Properties.TracingConfig, functionName).toBeUndefined();
    }
  });

  test('npm run cost processes the queues with the batches and the concurrency of the template', () => {
    for (const functionName of MATCHERS) {
      const [[, source] = []] = findByName('AWS::Lambda::EventSourceMapping', constructs[functionName]);
      expect(source?.Properties, functionName).toMatchObject({
        BatchSize: BATCH.most,
        MaximumBatchingWindowInSeconds: BATCH.window / SECOND,
        ScalingConfig: { MaximumConcurrency: FUNCTION_SETTINGS[functionName].maxConcurrency },
      });
    }
  });

  test('npm run cost sends an event of a user to the queues to which the rules deliver it', () => {
    const rules = findByName('AWS::Events::Rule', 'MatchersRulesemail');
    expect(rules).toHaveLength(1);
    const queues = rules[0]?.[1].Properties.Targets.map(({ Arn }: { Arn: unknown }) => written(Arn));
    expect(queues).toEqual(FED.map((functionName) => expect.stringContaining(`${constructs[functionName]}Queue`)));
  });
});
