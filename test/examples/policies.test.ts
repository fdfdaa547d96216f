import { describe, expect, test } from 'vitest';
import { MANAGEMENT_CALLS } from '../../core/contracts/calls.ts';
import { isAllowed } from '../harness/examples/policy.ts';
import { decodePath } from '../harness/functions/gateway.ts';

/** The management calls with the ids of an example. */
const CALLS = MANAGEMENT_CALLS.map((call) => {
  const [method = '', path = ''] = call.split(' ');
  return { call, method, pathOf: (id: string) => path.replace('{id}', id).replace('{queue}', 'events') };
});

/** The calls that read personal data: addresses, attributes that messages show, and what users did. */
const PERSONAL: readonly string[] = [
  'GET /profile',
  'GET /erasures',
  'GET /refused',
  'GET /dead-letters/{queue}',
  'GET /campaigns/{id}/messages',
];
/** The calls that a viewer may make: all that read, but for personal data. A plan saves nothing. */
const VIEWED = MANAGEMENT_CALLS.filter(
  (call) => (call.startsWith('GET ') && !PERSONAL.includes(call)) || call === 'POST /plan',
);
/** The calls that a publisher may make for campaigns of the team. */
const PUBLISHED = [
  'PUT /campaigns/{id}',
  'POST /campaigns/{id}/publish',
  'POST /campaigns/{id}/stop',
  'POST /campaigns/{id}/pause',
  'POST /campaigns/{id}/resume',
  'POST /campaigns/{id}/apply',
];
/** The calls about the lease of applies, which is one for the whole installation. */
const LEASED = ['POST /apply/begin', 'POST /apply/end'];
/** The calls of a pipeline, which applies a folder and does nothing by hand. */
const APPLIED = [
  'GET /campaigns',
  'GET /settings',
  'PUT /settings',
  'POST /plan',
  'POST /campaigns/{id}/apply',
  ...LEASED,
];

describe('the example of a policy for viewers', () => {
  test.each(CALLS)(
    'the example of a policy for viewers decides about $call as its page says',
    ({ call, method, pathOf }) => {
      expect(isAllowed('viewer', method, pathOf('team-a-x'))).toBe(VIEWED.some((each) => each === call));
    },
  );
});

test.each(['viewer', 'publisher'])(
  'the example of a policy for a %s allows no preview with a profile, whether the path is decoded before it is judged or not',
  (policy) => {
    for (const path of ['/campaigns/team-a-x/messages', '/campaigns/team-a-x/message%73', '/campaigns/a%2Fb/messages'])
      expect([path, isAllowed(policy, 'GET', path)]).toEqual([path, false]);
  },
);

describe('the example of a policy for publishers of some campaigns', () => {
  test.each(CALLS)(
    'the example of a policy for publishers decides about $call, for campaigns of the team and of another',
    ({ call, method, pathOf }) => {
      const isForAll = VIEWED.some((each) => each === call) || LEASED.includes(call);
      expect(isAllowed('publisher', method, pathOf('team-b'))).toBe(isForAll);
      expect(isAllowed('publisher', method, pathOf('team-a-x'))).toBe(isForAll || PUBLISHED.includes(call));
    },
  );

  test.each([
    '/campaigns/team-a-x%2F..%2F..%2Fcampaigns%2Fteam-b/publish',
    '/campaigns/team-a-x%2f..%2f..%2fcampaigns%2fteam-b/stop',
    '/campaigns/team-a-x%2F%2E%2E%2Fteam-b/publish',
    '/campaigns/team-a-x%252F..%252Fteam-b/publish',
    '/campaigns/team-a-x/archive%23/publish',
    '/campaigns/team-a-x%2F..%2F..%2Fcampaigns%2Fteam-b/apply',
  ])(
    'the example of a policy for publishers allows no %s, whether the path is decoded before it is judged or not',
    (path) => {
      for (const judged of [path, decodePath(path)])
        expect([judged, isAllowed('publisher', 'POST', judged)]).toEqual([judged, false]);
    },
  );

  test('the example of a policy for publishers allows no save at a path that is none of a campaign', () => {
    for (const path of ['/campaigns/team-a-x/../team-b', '/campaigns/team-a-x%2F..%2Fteam-b'])
      expect(isAllowed('publisher', 'PUT', path)).toBe(false);
  });
});

describe('the example of a policy for pipelines', () => {
  test.each(CALLS)('the example of a policy for pipelines allows $call only if an apply makes it', (each) => {
    expect(isAllowed('pipeline', each.method, each.pathOf('any'))).toBe(APPLIED.includes(each.call));
  });

  test.each(['/campaigns/a%2Fpublish%23/apply', '/campaigns/a%2fstop%3f/apply', '/campaigns/a%252Fapply/apply'])(
    'the example of a policy for pipelines allows no %s, whether the path is decoded before it is judged or not',
    (path) => {
      for (const judged of [path, decodePath(path)])
        expect([judged, isAllowed('pipeline', 'POST', judged)]).toEqual([judged, false]);
    },
  );
});
