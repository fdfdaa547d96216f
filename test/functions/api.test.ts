import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HOUR, SECOND } from '../../core/contracts/time-span.ts';
import { createWave } from '../../core/contracts/wave.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { breaks, drained, handed, Installed, inItsTime, onTheBus, record } from '../harness/functions/in-container.ts';
import { OWNER, opened } from '../harness/functions/opened.ts';

const { id: _, ...definition } = followUpOfTarget('reminder', 'welcome');
const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });

/** Installs a published follow-up, for which the given number of users waits. */
async function waiting(count: number) {
  const installed = new Installed();
  await installed.publishes(followUpOfTarget('reminder', 'welcome'));
  const users = Array.from({ length: count }, (_, index) => `u${index}`);
  for (let first = 0; first < count; first += 100) {
    const records = users.slice(first, first + 100).map((each) => record(gets(each)));
    expect(await handed(matchTrigger(installed.lambda()), records)).toEqual([]);
  }
  return { installed, users };
}

describe('the HTTP interface on Lambda', () => {
  test('the HTTP interface names the stage of its installation, so that those who call it know which one they change', async () => {
    vi.stubEnv('STAGE', 'prod-eu');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { status, body } = await opened(new Installed())('GET', '/health');
    expect([status, body.stage]).toEqual([200, 'prod-eu']);
  });

  test('the HTTP interface records the AWS principal that signed a call, and answers when the publication, a moment ahead, has begun (R74)', async () => {
    const installed = new Installed();
    installed.now += 300;
    const call = opened(installed);
    await call('PUT', '/campaigns/reminder', { body: { ...definition, id: 'reminder' } });
    const began = performance.now();
    const { body } = await call('POST', '/campaigns/reminder/publish');
    expect(body).toMatchObject({ publishedAt: '2026-12-01T12:00:02.000Z' });
    expect(performance.now() - began).toBeGreaterThan(1_500);
    const { history } = (await installed.services.campaigns.get('reminder')) ?? {};
    expect(history?.map(({ did, by }) => `${did} by ${by}`)).toEqual([`saved by ${OWNER}`, `published by ${OWNER}`]);
  });

  test("the HTTP interface answers for a user named .. through the query, and never answers a path with another user's decisions (R70)", async () => {
    const { installed } = await waiting(1);
    const records = ['..', '.', 'a/../u0'].map((each) => record(gets(each)));
    expect(await handed(matchTrigger(installed.lambda()), records)).toEqual([]);
    const call = opened(installed);
    for (const user of ['..', '.', 'a/../u0']) {
      const { status, body } = await call('GET', `/decisions?userId=${encodeURIComponent(user)}`);
      expect([user, status, body.decisions.length]).toEqual([user, 200, 1]);
      // The gateway decodes paths before it passes them to the handler.
      const path = `/users/${encodeURIComponent(user)}/decisions`;
      const refused = await call('GET', path, { matching: 'as-it-came' });
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'dot-segments' } } });
      expect(refused.body.error.message).toContain('/decisions?userId=');
    }
    for (const path of ['/users/a\\..\\u0/decisions', '/users/%2E%2e/decisions', '/users/x%2F.%2e%2Fu0/decisions'])
      expect([path, (await call('GET', path, { matching: 'as-it-came' })).body.error?.code]).toEqual([
        path,
        'dot-segments',
      ]);
    for (const user of ['...', '.u0', 'u0..', 'u.0'])
      expect([user, (await call('GET', `/users/${user}/decisions`)).status]).toEqual([user, 200]);
  });

  test.each(['decoded', 'as-it-came'] as const)(
    'the HTTP interface publishes no campaign but the one that the route names, if the gateway matches the path %s (R74)',
    async (matching) => {
      const installed = new Installed();
      const call = opened(installed);
      for (const id of ['team-b', 'team-a-x']) await call('PUT', `/campaigns/${id}`, { body: { ...definition, id } });
      const attacks = [
        '/campaigns/team-a-x%2F..%2F..%2Fcampaigns%2Fteam-b/publish',
        '/campaigns/team-a-x%2F.%09.%2F.%09.%2Fcampaigns%2Fteam-b/publish',
        '/campaigns/team-a-x%5C..%5C..%5Ccampaigns%5Cteam-b/publish',
        '/campaigns/team-a-x%2F%252e%252e%2Fteam-b/publish',
        '/campaigns/team-b%2Fpublish%23/publish',
        '/campaigns/team-b%2Fpublish%3F/publish',
        '/campaigns/..%2Fcampaigns%2Fteam-b/publish',
        '/campaigns/%2E%2E/publish',
        '/campaigns/team-b%00/publish',
        '/campaigns/TEAM-B/publish',
        '//campaigns/team-b/publish',
      ];
      for (const path of attacks) {
        const { status, body } = await call('POST', path, { matching });
        expect([path, [400, 404].includes(status)], JSON.stringify(body)).toEqual([path, true]);
      }
      const after = await call('GET', '/campaigns');
      expect(after.body.campaigns.map(({ status }: { status: string }) => status)).toEqual(['draft', 'draft']);
    },
  );

  test('the HTTP interface serves a stop at the route of a stop, whatever the id makes of the path (R74)', async () => {
    const { installed } = await waiting(0);
    const call = opened(installed);
    for (const path of ['/campaigns/reminder%2Farchive%23/stop', '/campaigns/reminder%2Farchive%3F/stop'])
      expect((await call('POST', path, { matching: 'as-it-came' })).status).toBe(404);
    expect((await installed.services.campaigns.get('reminder'))?.status).toBe('published');
  });

  test('the HTTP interface answers by the path for a user whose id has a slash, ?, #, % or a space, if the gateway finds the route (R70)', async () => {
    const { installed } = await waiting(1);
    const users = ['a/b', 'who?', 'c#', '50%', '50%25', 'a%2Fb', 'jo se', 'josé', 'a+b', '😀'];
    expect(
      await handed(
        matchTrigger(installed.lambda()),
        users.map((each) => record(gets(each))),
      ),
    ).toEqual([]);
    const call = opened(installed);
    for (const user of users) {
      const path = `/users/${encodeURIComponent(user)}/decisions`;
      const { status, body } = await call('GET', path, { matching: 'as-it-came' });
      expect([user, status, body.decisions?.length]).toEqual([user, 200, 1]);
      const { body: byQuery } = await call('GET', `/decisions?userId=${encodeURIComponent(user)}`);
      expect([user, byQuery]).toEqual([user, body]);
    }
  });

  test('the HTTP interface refuses a cursor that it never issued, with status 400 (R68)', async () => {
    const call = opened(new Installed());
    const cursor = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const forged = ['abc', '1', '99999999|', '20058|x', '-1|', '20000', `20000|${'0'.repeat(15)}#${'x'.repeat(2_000)}`];
    for (const place of forged) {
      const { status, body } = await call('GET', `/refused?cursor=${cursor([1, 'refused', place])}`);
      expect([place, status, body.error?.code]).toEqual([place, 400, 'broken-cursor']);
    }
    for (const from of ['A b', 'ä', 'x'.repeat(2_000)]) {
      const { status, body } = await call('GET', `/campaigns?cursor=${cursor([1, 'campaigns', { from, skip: 0 }])}`);
      expect([from, status, body.error?.code]).toEqual([from, 400, 'broken-cursor']);
    }
  });

  test('the HTTP interface accepts records of Braze Currents by the right token alone, without a signature', async () => {
    const record = {
      id: 'c1',
      event_type: 'users.messages.email.Send',
      time: 1_796_126_400,
      user: { user_id: 'braze-1', external_user_id: 'ann' },
      properties: { campaign_id: 'welcome' },
    };
    const installed = new Installed();
    const post = (token: string | undefined, sent: string) =>
      opened(installed, token === undefined ? {} : { token })('POST', '/ingest/currents', {
        body: record,
        by: '',
        headers: sent === '' ? {} : { authorization: sent },
      });
    for (const sent of ['', 'Bearer wrong', 'Bearer ', 'Basic secret']) {
      expect((await post('secret', sent)).status).toBe(401);
    }
    expect(installed.metrics).toEqual({ TokensRefused: 4 });
    expect((await post(undefined, 'Bearer undefined')).status).toBe(401);
    expect((await post('', 'Bearer ')).status).toBe(401);
    await installed.publishes(followUpOfTarget('reminder', 'welcome'));
    const queue = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl);
    expect(queue).toEqual([]);
    expect(await post('secret', 'Bearer secret')).toEqual({
      status: 200,
      body: { accepted: 1, skipped: 0, rejected: [] },
    });
    expect(queue.map(({ body }) => JSON.parse(body))).toMatchObject([
      { events: [{ 'detail-type': 'Campaign Interaction', source: 'braze.currents' }] },
    ]);
  });

  test('the HTTP interface accepts events, and reports the outcome of each', async () => {
    const installed = new Installed();
    const good = {
      Source: 'shop',
      DetailType: 'User Behavior',
      Detail: { userId: 'ann', behavior: 'session.started', id: 's1' },
    };
    const { status, body } = await opened(installed)('POST', '/events', {
      body: { entries: [good, { ...good, DetailType: 'Weather' }] },
    });
    expect([status, body]).toMatchObject([200, { entries: [{ eventId: 's1' }, { errorCode: 'UnknownDetailType' }] }]);
    const { body: listed } = await opened(installed)('GET', '/refused');
    expect(listed.refused).toMatchObject([{ code: 'UnknownDetailType' }]);
  });

  test('the HTTP interface reports that it is healthy as long as its store answers', async () => {
    const installed = new Installed();
    expect((await opened(installed)('GET', '/health')).status).toBe(200);
    expect((await opened(installed, { around: breaks('Query publications') })('GET', '/health')).status).toBe(503);
  });

  test('the HTTP interface answers 500 without the cause when a call to AWS fails', async () => {
    const { installed } = await waiting(0);
    const call = opened(installed, { around: breaks('Get publications') });
    const { status, body } = await call('GET', '/campaigns/reminder');
    expect([status, Object.keys(body)]).toEqual([500, ['error']]);
    expect(JSON.stringify(body)).not.toContain('network');
  });
});

describe('a stop over HTTP', () => {
  test('a stop over HTTP cancels every wait during the call if time allows, and answers with their number (R50)', async () => {
    const { installed, users } = await waiting(150);
    const { status, body } = await opened(installed)('POST', '/campaigns/reminder/stop');
    expect([status, body.cancelled]).toEqual([200, 150]);
    for (const each of users)
      expect(await installed.decided(each, 'reminder')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    expect(installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl)).toEqual([]);
    expect((await installed.services.counts.getByCampaign('reminder'))['waiting']).toBe(0);
  });

  test('a stop over HTTP that runs out of time within a wave answers with the number cancelled so far, and leaves the rest to the queue', async () => {
    const { installed } = await waiting(1_100);
    let left = 20 * SECOND;
    const around: Around = (request, perform) => {
      if (request.startsWith('Query enrollments seat')) left -= 700;
      return inItsTime(request, perform);
    };
    const { status, body } = await opened(installed, { around, remaining: () => left })(
      'POST',
      '/campaigns/reminder/stop',
    );
    expect(status).toBe(200);
    expect(body.cancelled).toBeGreaterThan(0);
    expect(body.cancelled).toBeLessThan(1_100);
    const queue = installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl);
    expect(queue).toHaveLength(1);
    await handed(
      endWaits(installed.lambda()),
      queue.map(({ body }) => record(body)),
    );
    expect(await installed.services.counts.getByCampaign('reminder')).toMatchObject({
      'cancelled:campaign-stopped': 1_100,
      waiting: 0,
    });
  });

  test('a stop of hundreds of waves over HTTP leaves those it has no time for to the queue, as messages that can be processed in parallel', async () => {
    const { installed } = await waiting(3);
    const campaign = await installed.services.campaigns.get('reminder');
    const publication = campaign?.publication?.number ?? 0;
    const more = Array.from({ length: 450 }, (_, index) => installed.now + 2 * HOUR + index * SECOND);
    for (const departure of more) await installed.services.waves.start(createWave('reminder', publication, departure));
    let left = 14 * SECOND;
    const around: Around = (request, perform) => {
      left -= 10;
      return inItsTime(request, perform);
    };
    const call = opened(installed, { around, remaining: () => left });
    expect((await call('POST', '/campaigns/reminder/stop')).body.cancelled).toBe(3);
    expect(left).toBeGreaterThan(5 * SECOND);
    const queue = installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl);
    expect(queue.length).toBeLessThanOrEqual(101);
    const ended = new Set<string>();
    for (const { body } of drained(queue)) {
      const { wave } = JSON.parse(body);
      if (wave !== undefined) ended.add(wave.name);
      expect(await handed(endWaits(installed.lambda()), [record(body)])).toEqual([]);
    }
    expect(ended.size).toBeGreaterThan(400);
  });

  test('a stop over HTTP reads no wave that is done, because there may be a million of them', async () => {
    const { installed } = await waiting(1);
    const [wave] = (await installed.services.waves.listByCampaign('reminder')).items;
    if (wave === undefined) throw new Error('wave: expected');
    await installed.services.waves.finish(wave);
    installed.requests.splice(0);
    await opened(installed)('POST', '/campaigns/reminder/stop');
    expect(installed.requests.filter((request) => request.startsWith('Query enrollments'))).toHaveLength(1);
  });
});
