import { describe, expect, test } from 'vitest';
import { openApi, resend, START } from '../harness/api/open-api.ts';

const PATH = '/campaigns/resend-welcome';
const AT = '2026-12-01T09:00:00.000Z';

describe('the versions of a campaign', () => {
  test('the versions of a campaign are listed newest first, with who saved each, when, and which is published (R74)', async () => {
    const { call, machine, publish } = openApi();
    await publish(resend);
    await machine.advanceTo(START + 60_000);
    await call('PUT', PATH, { ...resend, name: 'Second' });
    expect((await call('GET', `${PATH}/versions`)).body).toEqual({
      versions: [
        { version: 2, isPublished: false, saved: { at: '2026-12-01T09:01:00.000Z', by: 'grace' } },
        { version: 1, isPublished: true, saved: { at: AT, by: 'grace' } },
      ],
    });
  });

  test('no version of a stopped campaign is published (R50)', async () => {
    const { call, publish } = openApi();
    await publish(resend);
    await call('POST', `${PATH}/stop`);
    expect((await call('GET', `${PATH}/versions`)).body.versions).toMatchObject([{ version: 1, isPublished: false }]);
    expect((await call('GET', `${PATH}/versions/1`)).body.isPublished).toBe(false);
  });

  test('the note of an apply is shown with the version that it saved (R55, R74)', async () => {
    const { call } = openApi();
    const { token } = (await call('POST', '/apply/begin', { project: 'shop' })).body;
    const act = { token, revision: 0, state: 'published', definition: resend, note: 'for December' };
    await call('POST', `${PATH}/apply`, act);
    const saved = { at: AT, by: 'grace', note: 'for December' };
    expect((await call('GET', `${PATH}/versions`)).body.versions).toEqual([{ version: 1, isPublished: true, saved }]);
    expect((await call('GET', `${PATH}/versions/1`)).body).toMatchObject({ version: 1, isPublished: true, saved });
  });

  test('many versions are listed page by page, each once, though one is saved meanwhile; of old ones the save is forgotten', async () => {
    const { call } = openApi();
    for (let each = 1; each <= 103; each++) await call('PUT', PATH, { ...resend, name: `Name ${each}` });
    const first = (await call('GET', `${PATH}/versions`)).body;
    await call('PUT', PATH, { ...resend, name: 'Meanwhile' });
    const second = (await call('GET', `${PATH}/versions?cursor=${first.cursor}`)).body;
    const listed = [...first.versions, ...second.versions].map(({ version }) => version);
    expect(listed).toEqual(Array.from({ length: 103 }, (_, index) => 103 - index));
    expect([second.cursor, second.versions.at(-1)]).toEqual([undefined, { version: 1, isPublished: false }]);
  });

  test('the versions of a campaign that was never saved are unknown', async () => {
    const { call } = openApi();
    expect((await call('GET', '/campaigns/nobody/versions')).body.error.code).toBe('unknown-campaign');
    expect((await call('GET', '/campaigns/..a/versions')).status).toBe(404);
  });
});
