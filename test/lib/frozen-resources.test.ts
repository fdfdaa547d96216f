import { describe, expect, test } from 'vitest';
import { readFixture, versions } from '../frozen/fixtures.ts';
import { type FrozenResources, resourceStory } from '../frozen/resource-story.ts';

const now = resourceStory();

describe.each(versions())('an installation that was deployed by %s', (version) => {
  const frozen = readFixture<FrozenResources>(version, 'resources.json');

  test.each(['data', 'connector'] as const)(
    'a deployed installation keeps the logical ids and names of the resources of the %s stack',
    (stack) => {
      expect(now[stack].resources).toMatchObject(frozen[stack].resources);
    },
  );

  test.each(['data', 'connector'] as const)(
    'a deployed installation can be updated in one deployment: the %s stack keeps the exports that another stack may import',
    (stack) => {
      expect(now[stack].exports).toEqual(expect.arrayContaining([...frozen[stack].exports]));
    },
  );

  test('a deployed installation keeps the wave machine, its role and the dispatch function, so that waves in flight continue for up to a year', () => {
    const types = Object.values(frozen.connector.resources).map(({ Type }) => Type);
    for (const type of ['AWS::StepFunctions::StateMachine', 'AWS::IAM::Role', 'AWS::Lambda::Function'])
      expect(
        types.filter((each) => each === type),
        type,
      ).toHaveLength(1);
  });
});
