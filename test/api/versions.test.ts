import { describe, expect, test } from 'vitest';
import { openApi, resend } from '../harness/api/open-api.ts';

const PATH = '/campaigns/resend-welcome';

/** Saves three versions; returns a way to call. */
async function threeVersions() {
  const api = openApi();
  for (const name of ['One', 'Two', 'Three']) await api.call('PUT', PATH, { ...resend, name });
  const save = (name: string, headers: Record<string, string>) => api.call('PUT', PATH, { ...resend, name }, headers);
  const history = async (): Promise<string[]> =>
    (await api.call('GET', PATH)).body.history.map(({ did }: { did: string }) => did);
  return { ...api, save, history };
}

describe('a save', () => {
  test('a save that names another version than the newest is 412, changes nothing, and says who saved the newest and when (R97)', async () => {
    const { save, history } = await threeVersions();
    const { status, body } = await save('Mine', { 'if-match': '"2"' });
    const found = 'version 3, saved by grace at 2026-12-01T09:00:00.000Z';
    expect([status, body]).toEqual([
      412,
      {
        error: {
          code: 'changed-meanwhile',
          message: `version: expected version 2, found ${found}`,
          details: [{ path: 'version', found, expected: 'version 2' }],
        },
      },
    ]);
    expect(await history()).toHaveLength(3);
  });

  test('a save that names the newest version answers the new one as ETag, which the next save names (R97)', async () => {
    const { save } = await threeVersions();
    const first = await save('Four', { 'if-match': '"3"' });
    expect([first.status, first.body.version, first.headers.get('etag')]).toEqual([200, 4, '"4"']);
    expect((await save('Five', { 'if-match': first.headers.get('etag') ?? '' })).body.version).toBe(5);
  });

  test('a save of an equal definition makes no new version, and says so (R97)', async () => {
    const { save, history } = await threeVersions();
    const { status, body, headers } = await save('Three', {});
    expect([status, headers.get('etag')]).toEqual([200, '"3"']);
    expect(body).toEqual({ id: 'resend-welcome', version: 3, status: 'draft', warnings: [], unchanged: true });
    expect((await save('Three', { 'if-match': '"2"' })).status).toBe(412);
    expect(await history()).toHaveLength(3);
    expect((await save('Two', {})).body).toMatchObject({ version: 4 });
  });

  test('a save of a campaign that must be new is 412 if it is there (R97)', async () => {
    const { call, save } = await threeVersions();
    const headers = { 'if-none-match': '*' };
    expect((await save('Mine', headers)).body.error.message).toContain('expected no version, found version 3');
    const fresh = { ...resend, id: 'fresh' };
    expect((await call('PUT', '/campaigns/fresh', fresh, headers)).body.version).toBe(1);
    expect((await call('PUT', '/campaigns/none', { ...resend, id: 'none' }, { 'if-match': '"1"' })).status).toBe(412);
  });

  test.each([['3'], ['*'], ['W/"3"'], ['"0"'], ['"3", "4"'], ['"x"'], ['"1e3"'], ['""']])(
    'a save with the header If-Match: %s is 400 and changes nothing',
    async (match) => {
      const { save, history } = await threeVersions();
      const { status, body } = await save('Mine', { 'if-match': match });
      expect([status, body.error.code]).toEqual([400, 'invalid-version']);
      expect((await save('Mine', { 'if-none-match': match === '*' ? '"1"' : match })).status).toBe(400);
      expect(await history()).toHaveLength(3);
    },
  );
});

describe('publishing, stopping and archiving', () => {
  test.each(['publish', 'stop', 'archive'])(
    'the action %s of another version than the newest is 409, without effect (R97)',
    async (act) => {
      const { call, history } = await threeVersions();
      await call('POST', `${PATH}/publish`);
      for (const version of [2, 4]) {
        const { status, body } = await call('POST', `${PATH}/${act}`, { version });
        expect([status, body.error.code]).toEqual([409, 'changed-meanwhile']);
        expect(body.error.details).toMatchObject([{ path: 'version', expected: `version ${version}` }]);
      }
      expect(await history()).toEqual(['saved', 'saved', 'saved', 'published']);
      expect((await call('POST', `${PATH}/${act}`, { version: 3, note: 'any' })).status).toBe(200);
    },
  );

  test.each([[{ version: 0 }], [{ version: '3' }], [{ version: 1.5 }], [{ version: null }], [[]], ['{']])(
    'publishing, stopping and archiving with the body %j are 400 without effect',
    async (body) => {
      const { call, history } = await threeVersions();
      await call('POST', `${PATH}/publish`, '');
      for (const act of ['publish', 'stop', 'archive'])
        expect([act, (await call('POST', `${PATH}/${act}`, body)).status]).toEqual([act, 400]);
      expect(await history()).toEqual(['saved', 'saved', 'saved', 'published']);
    },
  );
});
