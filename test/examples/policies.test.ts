import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { MANAGEMENT_CALLS } from '../../core/contracts/calls.ts';
import { decodePath } from '../harness/functions/gateway.ts';

const policySchema = v.object({
  Version: v.literal('2012-10-17'),
  Statement: v.array(
    v.object({
      Sid: v.string(),
      Effect: v.picklist(['Allow', 'Deny']),
      Action: v.literal('execute-api:Invoke'),
      Resource: v.array(v.string()),
    }),
  ),
});

/** Returns whether a policy of examples/policies allows a call, by the rules of IAM: a denial wins, and `*` matches slashes too. */
function isAllowed(policy: string, method: string, path: string): boolean {
  const file = new URL(`../../examples/policies/${policy}.json`, import.meta.url);
  const { Statement } = v.parse(policySchema, JSON.parse(readFileSync(file, 'utf8')));
  const arn = `arn:aws:execute-api:REGION:ACCOUNT:API_ID/$default/${method}${path}`;
  const effects = Statement.filter(({ Resource }) => Resource.some((each) => toPattern(each).test(arn)));
  return effects.length > 0 && effects.every(({ Effect }) => Effect === 'Allow');
}

function toPattern(resource: string): RegExp {
  return new RegExp(`^${resource.replaceAll(/[.$]/g, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}

/** The management calls with the ids of an example. */
const CALLS = MANAGEMENT_CALLS.map((call) => {
  const [method = '', path = ''] = call.split(' ');
  return { call, method, pathOf: (id: string) => path.replace('{id}', id) };
});

/** The calls that a viewer may make: all that read, but for refused events, which hold what users did. */
const VIEWED = MANAGEMENT_CALLS.filter((call) => call.startsWith('GET ') && call !== 'GET /refused');
/** The calls that a publisher may make for campaigns of the team. */
const PUBLISHED = [
  'PUT /campaigns/{id}',
  'POST /campaigns/{id}/publish',
  'POST /campaigns/{id}/stop',
  'POST /campaigns/{id}/pause',
  'POST /campaigns/{id}/resume',
];

describe('the example of a policy for viewers', () => {
  test.each(CALLS)(
    'the example of a policy for viewers decides about $call as its page says',
    ({ call, method, pathOf }) => {
      expect(isAllowed('viewer', method, pathOf('team-a-x'))).toBe(VIEWED.some((each) => each === call));
    },
  );
});

describe('the example of a policy for publishers of some campaigns', () => {
  test.each(CALLS)(
    'the example of a policy for publishers decides about $call, for campaigns of the team and of another',
    ({ call, method, pathOf }) => {
      const isViewed = VIEWED.some((each) => each === call);
      expect(isAllowed('publisher', method, pathOf('team-b'))).toBe(isViewed);
      expect(isAllowed('publisher', method, pathOf('team-a-x'))).toBe(isViewed || PUBLISHED.includes(call));
    },
  );

  test.each([
    '/campaigns/team-a-x%2F..%2F..%2Fcampaigns%2Fteam-b/publish',
    '/campaigns/team-a-x%2f..%2f..%2fcampaigns%2fteam-b/stop',
    '/campaigns/team-a-x%2F%2E%2E%2Fteam-b/publish',
    '/campaigns/team-a-x%252F..%252Fteam-b/publish',
    '/campaigns/team-a-x/archive%23/publish',
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
