import { describe, expect, test } from 'vitest';
import { readFixture, versions } from '../frozen/fixtures.ts';
import { type FrozenResources, resourceStory } from '../frozen/resource-story.ts';

const now = resourceStory();

describe.each(versions())('an installation that was deployed by %s', (version) => {
  const frozen = readFixture<FrozenResources>(version, 'resources.json');

  test.each(['data', 'connector'] as const)(
    'keeps what the stack of %s holds: logical ids and names stay as they are',
    (stack) => {
      expect(now[stack].resources).toMatchObject(frozen[stack].resources);
    },
  );

  test.each(['data', 'connector'] as const)(
    'is updated in one go: no export of the stack of %s is gone that another may still import',
    (stack) => {
      expect(now[stack].exports).toEqual(expect.arrayContaining([...frozen[stack].exports]));
    },
  );

  test('lets waves in flight run for a year: the machine, its role and the dispatch function are among what is kept', () => {
    const types = Object.values(frozen.connector.resources).map(({ Type }) => Type);
    for (const type of ['AWS::StepFunctions::StateMachine', 'AWS::IAM::Role', 'AWS::Lambda::Function'])
      expect(
        types.filter((each) => each === type),
        type,
      ).toHaveLength(1);
  });
});
