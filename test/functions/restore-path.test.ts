import { expect, test } from 'vitest';
import { restorePath } from '../../functions/runtime/restore-path.ts';

test.each([
  ['GET /unsubscribe/{token}', '/unsubscribe/v1.abc_-9', '/unsubscribe/v1.abc_-9'],
  ['GET /l/{token}', '/l/a/b?c#d', '/l/a%2Fb%3Fc%23d'],
  ['GET /campaigns/{id}/versions/{version}', '/campaigns/welcome/versions/3', '/campaigns/welcome/versions/3'],
  ['GET /campaigns/{id}/versions/{version}', '/campaigns/a/b%25/versions/3', '/campaigns/a%2Fb%25/versions/3'],
  ['OPTIONS /inbox/{proxy+}', '/inbox/message/viewed', '/inbox/message%2Fviewed'],
  ['GET /inbox', '/inbox', '/inbox'],
  ['POST /campaigns/{id}/stop', '/campaigns/stop', '/%2Fcampaigns%2Fstop'],
  ['GET /unsubscribe/{token}', '/unsubscribe/', '/%2Funsubscribe%2F'],
])('the path that an HTTP API decoded for the route %s, %s, is served as %s', (routeKey, rawPath, restored) => {
  expect(restorePath({ routeKey, rawPath })).toBe(restored);
});
