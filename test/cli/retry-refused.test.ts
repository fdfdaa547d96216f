import { expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
const { connector } = installation;

test('retry-refused puts events again whose cause is mended, by the ids that refused prints', async () => {
  const detail = { id: 'later', userId: 'ada', behavior: 'session.started', occurredAt: '2026-12-01T10:00:00Z' };
  const entry = { Source: 'shop', DetailType: 'User Behavior', Detail: detail };
  await connector(['put-events', '-'], { stdin: JSON.stringify(entry) });
  const [, id = ''] = /^\S+ {2}(\S+) {2}InTheFuture: /.exec((await connector(['refused'])).out) ?? [];
  expect(await connector(['retry-refused', id])).toMatchObject({
    code: 1,
    out: `${id}: InTheFuture: occurredAt: expected at most 5 minutes ahead of the clock`,
    err: '1 of 1 were not put',
  });
  await installation.advanceTo('2026-12-01T10:00:00Z');
  expect(await connector(['retry-refused', id])).toMatchObject({ code: 0, out: `${id}: put as later`, err: '' });
  expect((await connector(['refused'])).out).toContain('(put again at 2026-12-01T10:00:00Z)');
});
