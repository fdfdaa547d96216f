import { describe, expect, test } from 'vitest';
import { readFixture, versions } from '../frozen/fixtures.ts';
import { channelStory, type FrozenResources, type FrozenStack, resourceStory } from '../frozen/resource-story.ts';

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

test('an installation without channels has no queue, table, HTTP API, secret or log group that the last version did not have', () => {
  const frozen = readFixture<FrozenResources>(versions().at(-1) ?? '', 'resources.json');
  for (const stack of ['data', 'connector'] as const)
    expect(Object.keys(now[stack].resources), stack).toEqual(Object.keys(frozen[stack].resources));
});

/** The versions with channels: those since v4. */
const WITH_SENDERS = versions().slice(3);

test.each(WITH_SENDERS)(
  'an installation with channels that was deployed by %s keeps the logical ids and names of the queues, topic, secret, logs and HTTP API of its senders',
  (version) => {
    const frozen = readFixture<FrozenStack['resources']>(version, 'channel-resources.json');
    expect(channelStory()).toMatchObject(frozen);
  },
);
