import { describe, expect, test } from 'vitest';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, receives } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import { expanded } from './long-runs.ts';
import type { FrozenMessages, FrozenStopping } from './queue-story.ts';

describe.each(versions())('messages in queues, as %s put them there', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const messages = readFixture<FrozenMessages>(version, 'queues.json');
  const cloudAfter = async (name: string): Promise<Cloud> => {
    const message = messages[name];
    if (message === undefined) throw new Error(`${name}: expected in the fixture`);
    const cloud = await Cloud.over(frozen);
    const { queue, body, attributes } = message;
    expect(await cloud.deliver(queue, [expanded(body)], { attributes })).toBe(0);
    for (const each of cloud.queued('triggers'))
      await cloud.deliver('triggers', [each.body], { attributes: each.attributes });
    expect(cloud.installed.warned.filter((code) => code !== 'WAVE_EXECUTION_ENDED')).toEqual([]);
    return cloud;
  };

  test.each([
    ['an interaction', 'fred'],
    ['an event over HTTP', 'gina'],
    ['an event of Braze Currents', 'hugo'],
    ['an event over HTTP that is as long as it may be', 'ines'],
    ['a trigger handed on', 'hanna'],
  ])('%s enrolls its user', async (name, user) => {
    const cloud = await cloudAfter(name);
    expect(await cloud.enrollments('each-news', user)).toEqual(['waiting']);
    const before = cloud.installed.standIns.tally.of('DynamoDB Query enrollments');
    expect(before, 'a first delivery finishes no claims of an earlier one').toBe(0);
  });

  test('a behavior cancels the wait that it is an exception of (R32)', async () => {
    const cloud = await cloudAfter('a behavior');
    expect(await cloud.enrollments('reminder', 'wanda')).toEqual(['cancelled exception']);
  });

  test('a profile counts for the audience from now on (R43)', async () => {
    const cloud = await cloudAfter('a profile');
    await cloud.takes(enveloped(receives('owen', 'welcome', { id: 'another' }), cloud.installed.now));
    expect(await cloud.decisions('reminder', 'owen')).toEqual(['withheld not-in-audience', 'enrolled']);
  });

  test('an execution that an operator aborted has its waits cancelled', async () => {
    const cloud = await cloudAfter('an execution that was aborted');
    const cancelRequests = cloud.queued('endings').map(({ body }) => body);
    await cloud.deliver('endings', cancelRequests);
    expect(await cloud.enrollments('each-news', 'eve')).toEqual(['cancelled wave-aborted', 'waiting']);
  });

  test('a wave of a stopped publication ends (R50)', async () => {
    const cloud = await cloudAfter('a wave of a stopped publication');
    expect(await cloud.enrollments('stopped', 'carol')).toEqual(['cancelled campaign-stopped']);
  });

  test('an aborted wave ends', async () => {
    const cloud = await cloudAfter('an aborted wave');
    expect(await cloud.enrollments('each-news', 'abe')).toEqual(['cancelled wave-aborted']);
  });

  test('a stopped publication with many waves ends from its cursor on (R50)', async () => {
    const { cloud: stopped, body } = readFixture<FrozenStopping>(version, 'stopping.json');
    const cloud = await Cloud.over(stopped);
    expect(await cloud.deliver('endings', [body])).toBe(0);
    await cloud.deliver(
      'endings',
      cloud.queued('endings').map((each) => each.body),
    );
    const states = ['w0', 'w1', 'w101', 'w102'].map((each) => cloud.enrollments('many', each));
    expect((await Promise.all(states)).flat()).toEqual([
      'waiting',
      'waiting',
      'cancelled campaign-stopped',
      'cancelled campaign-stopped',
    ]);
  });
});
