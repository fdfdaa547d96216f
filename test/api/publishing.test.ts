import { describe, expect, test } from 'vitest';
import type { Announcement } from '../../core/contracts/announcement.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import type { Announcer } from '../../core/ports.ts';
import { publishCampaign } from '../../engine/publish.ts';
import { API_DEPS, openApi } from '../harness/api/open-api.ts';

const hello = {
  id: 'hello',
  name: 'Hello',
  triggers: [{ behavior: 'session.started' }],
  messages: [{ channel: 'push', body: 'Hello' }],
};

async function published(millisecond: number, publishLeadTime: number) {
  const { call, machine } = openApi();
  await call('PUT', '/campaigns/hello', hello);
  const { services, manualClock } = machine;
  const start = Math.floor(services.clock.now() / SECOND) * SECOND;
  manualClock?.moveTo(start + millisecond);
  // The manual clock does not move. The wait for the instant is in real time, and short.
  const acted = await publishCampaign('hello', { ...API_DEPS, services, publishLeadTime, by: 'grace' });
  if (!('campaign' in acted)) throw new Error(acted.code);
  return (acted.campaign.publication?.publishedAt ?? Number.NaN) - start;
}

test('a publication that is seen immediately begins immediately (R1)', async () => {
  expect(await published(123, 0)).toBe(123);
});

test('a publication that is seen later begins in the future, on the next whole second, because times on the bus are whole seconds (R1, R3)', async () => {
  expect(await published(990, 10)).toBe(1_000);
  expect(await published(991, 10)).toBe(2_000);
});

test('a publication that begins in the future is answered when it has begun, so that events after the answer count (R1)', async () => {
  const before = performance.now();
  await published(700, 50);
  expect(performance.now() - before).toBeGreaterThanOrEqual(299);
});

describe('the events about a publication', () => {
  async function told(...acts: readonly ('publish' | 'stop' | 'archive')[]) {
    const listening: Announcement[] = [];
    const announcer: Announcer = {
      hasEnrollmentEvents: false,
      announce: async (announcements) => void listening.push(...announcements),
    };
    const { call } = openApi({ services: (services) => ({ ...services, announcer }) });
    await call('PUT', '/campaigns/hello', hello);
    for (const act of acts) await call('POST', `/campaigns/hello/${act}`);
    return listening.map(({ type, detail }) => [type, 'version' in detail ? detail.version : undefined]);
  }

  test('announce that it began, was edited, and ended', async () => {
    expect(await told('publish', 'publish', 'stop')).toEqual([
      ['Campaign Published', 1],
      ['Campaign Published', 1],
      ['Campaign Stopped', 1],
    ]);
  });

  test('do not announce an action that is refused', async () => {
    expect(await told('stop')).toEqual([]);
  });

  test('announce its end if a published campaign is archived, and only then', async () => {
    expect((await told('publish', 'archive')).at(-1)).toEqual(['Campaign Stopped', 1]);
    expect(await told('publish', 'stop', 'archive')).toHaveLength(2);
  });
});
