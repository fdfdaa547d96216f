import { describe, expect, test } from 'vitest';
import { hashWithTargets } from '../../core/campaign.ts';
import { WRITTEN_TEXTS } from './campaigns.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { readFixture, versions } from './fixtures.ts';
import { type FrozenList, shownIn } from './list-story.ts';

/** The campaigns that the story has since v3. */
const SINCE_V3 = ['compared', 'edited-by-hand', 'managed'];
/** The campaigns of the story since v4. */
const SINCE_V4 = ['sent', 'transactional'];

/** The campaigns of the story since v6. */
const SINCE_V6 = ['written'];

describe.each(versions())('campaigns and lists, as %s stored them', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const lists = readFixture<Readonly<Record<string, FrozenList>>>(version, 'lists.json');

  test('a campaign shows its versions, its publication, its actions with their callers, and the counts of its users', async () => {
    const cloud = await Cloud.over(frozen);
    expect(await cloud.http('GET', '/campaigns/reminder')).toMatchObject({
      name: 'Remind who did not open',
      status: 'published',
      version: 2,
      publishedVersion: 2,
      publishedAt: '2026-12-01T09:00:02.000Z',
      definition: { delay: '1 hour', recheckAudience: true, messages: [{ subject: 'Second version' }] },
      counts: { enrolled: 6, dispatched: 2, cancelled: 1, withheld: 1, 'late-exception': 1, waiting: 2 },
      reasons: { 'cancelled:exception': 1, 'withheld:not-in-audience': 1 },
      history: [
        { did: 'saved' },
        { did: 'published' },
        { did: 'saved' },
        { did: 'published', version: 2, by: 'owner' },
      ],
    });
  });

  test('campaigns are listed with their status', async () => {
    const cloud = await Cloud.over(frozen);
    const { campaigns } = await cloud.http('GET', '/campaigns');
    const shown = campaigns.map(({ id, status, ...rest }: Readonly<Record<string, string>>) => [
      id,
      status,
      rest['stoppedAt'] ?? rest['archivedAt'],
    ]);
    const all = [
      ['again', 'published', undefined],
      ['at-once', 'published', undefined],
      ['compared', 'published', undefined],
      ['draft', 'draft', undefined],
      ['each-news', 'published', undefined],
      ['edited-by-hand', 'published', undefined],
      ['managed', 'published', undefined],
      ['orphaned', 'published', undefined],
      ['reminder', 'published', undefined],
      ['reopened', 'published', undefined],
      ['retired', 'archived', '2026-12-01T09:01:00.000Z'],
      ['sent', 'published', undefined],
      ['stopped', 'stopped', '2026-12-01T11:35:00.000Z'],
      ['transactional', 'published', undefined],
      ['written', 'draft', undefined],
    ];
    const number = Number(version.slice(1));
    const isMissing = (id = '') =>
      (number < 3 && SINCE_V3.includes(id)) ||
      (number < 4 && SINCE_V4.includes(id)) ||
      (number < 6 && SINCE_V6.includes(id));
    expect(shown).toEqual(all.filter(([id]) => !isMissing(id)));
  });

  test('the hash of a definition and what it follows are those of what is stored, with a stored hash or without one (R97)', async () => {
    const cloud = await Cloud.over(frozen);
    const { campaigns } = await cloud.http('GET', '/campaigns?view=summary');
    for (const { id, definitionHash, follows } of campaigns) {
      const { definition } = await cloud.http('GET', `/campaigns/${id}`);
      expect([id, { hash: definitionHash, follows }]).toEqual([id, hashWithTargets(definition)]);
    }
  });

  test('a version has the text that was stored with it, and none if none was', async () => {
    const cloud = await Cloud.over(frozen);
    expect(await cloud.http('GET', '/campaigns/reminder/versions/1')).not.toHaveProperty('text');
    if (Number(version.slice(1)) < 6) return;
    for (const [index, text] of WRITTEN_TEXTS.entries())
      expect(await cloud.http('GET', `/campaigns/written/versions/${index + 1}`)).toMatchObject({ text });
  });

  test('a campaign is saved over what is stored, as its next version (R52)', async () => {
    const cloud = await Cloud.over(frozen);
    const { definition } = await cloud.http('GET', '/campaigns/draft');
    expect(await cloud.http('PUT', '/campaigns/draft', { ...definition, name: 'Second' })).toMatchObject({
      version: 2,
    });
    await cloud.http('POST', '/campaigns/reminder/stop');
    expect(await cloud.enrollments('reminder', 'wanda')).toEqual(['cancelled campaign-stopped']);
  });

  test('refused events are listed with their reason, and a long one as it was cut (R61)', async () => {
    const cloud = await Cloud.over(frozen);
    const { refused } = await cloud.http('GET', '/refused');
    expect(refused).toMatchObject([
      { code: 'MalformedDetail', at: '2026-12-01T11:38:00.000Z', entry: { Detail: { behavior: 'session.ended' } } },
      { code: 'MalformedDetail', cut: true, bytes: 300_151 },
    ]);
  });

  test.each(Object.entries(lists))(
    'a cursor of %s continues where its page ended (R68)',
    async (_, { path, list, field, shows, cloud }) => {
      expect(await shownIn(await Cloud.over(cloud), path, { list, field })).toEqual(shows);
    },
  );
});
