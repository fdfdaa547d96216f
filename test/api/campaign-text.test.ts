import { describe, expect, test } from 'vitest';
import { openApi, resend } from '../harness/api/open-api.ts';

const PATH = '/campaigns/resend-welcome';
const YAML = { 'content-type': 'application/yaml' };
const TEXT = `# Who did not open it gets it again.
id: resend-welcome
name: Resend the welcome email

triggers: # either of them
  - { interaction: email.received, campaign: welcome-email }
delay: 7 days
messages:
  - { channel: email, subject: "Did you see this?", body: Hello }
`;

describe('a campaign that is saved as YAML', () => {
  test('a campaign that is saved as YAML keeps its text as it was written, with its comments', async () => {
    const { call } = openApi();
    const { status, body, headers } = await call('PUT', PATH, TEXT, YAML);
    expect([status, body, headers.get('etag')]).toEqual([
      200,
      { id: 'resend-welcome', version: 1, status: 'draft', warnings: [] },
      '"1"',
    ]);
    const version = (await call('GET', `${PATH}/versions/1`)).body;
    expect(version).toMatchObject({ text: TEXT, definition: { delay: '7 days', exceptions: [] } });
    expect((await call('GET', PATH)).body.definition).toEqual(version.definition);
  });

  test('a campaign that is saved as JSON has no text, whatever was saved before it', async () => {
    const { call } = openApi();
    await call('PUT', PATH, TEXT, YAML);
    await call('PUT', PATH, resend);
    expect((await call('GET', `${PATH}/versions/2`)).body).not.toHaveProperty('text');
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(TEXT);
  });

  test('JSON that is sent as YAML is kept as it was written, too', async () => {
    const { call } = openApi();
    const text = JSON.stringify(resend, undefined, 3);
    expect((await call('PUT', PATH, text, { 'content-type': 'Application/YAML; charset=utf-8' })).status).toBe(200);
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(text);
  });

  test('a save that names the text of a version replaces no other text of that version, and says who saved it (R97)', async () => {
    const { call } = openApi();
    await call('PUT', PATH, TEXT, YAML);
    const tag = (await call('GET', `${PATH}/versions/1`)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"1\.[\w-]{16}"$/);
    const [mine, theirs] = [`# Mine.\n${TEXT}`, `# Theirs.\n${TEXT}`];
    const save = (text: string, match: string) => call('PUT', PATH, text, { ...YAML, 'if-match': match });
    expect((await save(theirs, tag)).status).toBe(200);
    // The same again, as after a lost answer, changes nothing and is no conflict.
    expect((await save(theirs, tag)).body).toMatchObject({ version: 1, unchanged: true });
    const refused = await save(mine, tag);
    expect(refused).toMatchObject({ status: 412, body: { error: { code: 'changed-meanwhile' } } });
    expect(refused.body.error.details[0].found).toMatch(/^version 1 with another text, saved by .+ at /);
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(theirs);
    const newest = (await call('GET', `${PATH}/versions/1`)).headers.get('etag') ?? '';
    expect((await save(mine, newest)).body).toMatchObject({ version: 1, unchanged: true });
    expect((await save(theirs, '"1"')).body).toMatchObject({ version: 1, unchanged: true });
  });

  test('a save that names the text of a version counts a version without one as such, and a new definition with it (R97)', async () => {
    const { call } = openApi();
    await call('PUT', PATH, resend);
    const tag = (await call('GET', `${PATH}/versions/1`)).headers.get('etag') ?? '';
    expect(tag).toBe('"1.none"');
    const save = (text: string) => call('PUT', PATH, text, { ...YAML, 'if-match': tag });
    expect((await save(TEXT.replace('7 days', '8 days'))).body).toMatchObject({ version: 2 });
    expect((await save(TEXT)).body.error.details[0].found).toMatch(/^version 2, saved by /);
    for (const malformed of ['"1.no"', '"1."', '"1.none', '"0.none"'])
      expect((await call('PUT', PATH, TEXT, { ...YAML, 'if-match': malformed })).status, malformed).toBe(400);
  });

  test('a text with other comments only makes no new version, takes the place of the text, and is in the history (R74, R97)', async () => {
    const { call } = openApi();
    await call('PUT', PATH, TEXT, YAML);
    const unchanged = { id: 'resend-welcome', version: 1, status: 'draft', warnings: [], unchanged: true };
    expect((await call('PUT', PATH, TEXT, YAML)).body).toEqual(unchanged);
    expect((await call('GET', PATH)).body.history).toHaveLength(1);
    const other = `# Ask Ada before you change it.\n${TEXT}`;
    expect((await call('PUT', PATH, other, { ...YAML, 'if-match': '"1"' })).body).toEqual(unchanged);
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(other);
    expect((await call('GET', PATH)).body.history).toMatchObject([{ did: 'saved' }, { did: 'saved', version: 1 }]);
    const equal = (await call('GET', PATH)).body.definition;
    expect((await call('PUT', PATH, equal)).body).toEqual(unchanged);
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(other);
  });

  test('another text of a campaign of a project is no change by hand (R55)', async () => {
    const { call } = openApi();
    await call('PUT', PATH, TEXT, YAML);
    const { definition } = (await call('GET', PATH)).body;
    const { token } = (await call('POST', '/apply/begin', { project: 'shop' })).body;
    await call('POST', `${PATH}/apply`, { token, revision: 1, state: 'published', definition });
    await call('PUT', PATH, `# Ask Ada.\n${TEXT}`, YAML);
    expect((await call('GET', PATH)).body).not.toHaveProperty('changedByHand');
    const plan = (await call('POST', '/plan', { project: 'shop', definitions: [definition] })).body;
    expect(plan).toMatchObject({ refused: false, campaigns: [{ action: 'none', drift: [] }] });
    await call('PUT', PATH, TEXT.replace('7 days', '8 days'), YAML);
    expect((await call('GET', PATH)).body.changedByHand).toBe(true);
  });

  test('a text that names another version than the newest is 412 and not kept (R97)', async () => {
    const { call } = openApi();
    await call('PUT', PATH, TEXT, YAML);
    const other = `# Other\n${TEXT}`;
    expect((await call('PUT', PATH, other, { ...YAML, 'if-match': '"2"' })).status).toBe(412);
    expect((await call('GET', `${PATH}/versions/1`)).body.text).toBe(TEXT);
  });

  test('faults of a text are refused with their lines and columns, also that of another id', async () => {
    const { call } = openApi();
    const text = TEXT.replace('email.received', 'email.recieved').replace(
      'delay: 7 days',
      'delay: 7 dais\ncolour: red',
    );
    const { status, body } = await call('PUT', '/campaigns/another', text, YAML);
    expect([status, body.error.code]).toEqual([422, 'invalid-campaign']);
    const found = body.error.details.map(({ path, line, column }: Record<string, unknown>) => [path, line, column]);
    expect(found.toSorted()).toEqual([
      ['colour', 8, 1],
      ['delay', 7, 8],
      ['id', 2, 5],
      ['triggers.0.interaction', 6, 20],
    ]);
    expect((await call('GET', '/campaigns/another')).status).toBe(404);
  });

  test.each([
    ['text that is no YAML', 'id: [a', 422, 'invalid-campaign'],
    ['an empty text', '', 422, 'invalid-campaign'],
    ['two documents', `${TEXT}---\n${TEXT}`, 422, 'invalid-campaign'],
    ['a text over 256 KiB', `${TEXT}# ${'x'.repeat(262_144)}`, 422, 'invalid-campaign'],
    ['a text over 4 MiB', `${TEXT}# ${'x'.repeat(4 * 1024 * 1024)}`, 413, 'body-too-large'],
  ])('%s is refused, and saves nothing', async (_, text, status, code) => {
    const { call } = openApi();
    const answer = await call('PUT', PATH, text, YAML);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect((await call('GET', PATH)).status).toBe(404);
  });

  test('a text that is not UTF-8 is refused with the place of the first wrong byte', async () => {
    const { app } = openApi();
    const response = await app.request(PATH, {
      method: 'PUT',
      headers: YAML,
      body: Buffer.from('id: a\nname: \xe9', 'latin1'),
    });
    expect([response.status, JSON.parse(await response.text()).error.message]).toEqual([
      400,
      'body: expected text in UTF-8, found byte 0xE9 in line 2, column 7',
    ]);
  });

  test('what YAML may read otherwise, and what a campaign may do, is warned of with its line', async () => {
    const { call } = openApi();
    const text = TEXT.replace('welcome email', 'welcome email # 1').replace(
      'delay: 7 days',
      'delay: 7 days\nexceptions: [{ interaction: email.opened, campaign: welcome-email }]',
    );
    const { warnings } = (await call('PUT', PATH, text, YAML)).body;
    expect(warnings).toEqual([expect.stringMatching(/^line 3: name/), expect.stringMatching(/^line 8: exceptions\.0/)]);
  });
});

test('a list of summaries reads no definition, unless an earlier release saved the newest version', async () => {
  let read = 0;
  const { call, machine } = openApi({
    services: (services) => ({
      ...services,
      campaigns: {
        ...services.campaigns,
        getDefinition: (id, version) => {
          read += 1;
          return services.campaigns.getDefinition(id, version);
        },
      },
    }),
  });
  await call('PUT', PATH, resend);
  read = 0;
  const summary = async () => (await call('GET', '/campaigns?view=summary')).body.campaigns[0];
  const { definitionHash, follows } = await summary();
  expect(read).toBe(0);
  expect(follows).toEqual(['welcome-email']);
  const { campaigns } = machine.services;
  const stored = await campaigns.get('resend-welcome');
  if (stored === undefined) throw new Error('campaign: expected');
  const definition = await campaigns.getDefinition('resend-welcome', 1);
  const changed = { ...definition, name: 'Of an earlier release' };
  // An earlier release keeps the hash of the version before.
  await campaigns.write({ campaign: { ...stored, rev: 2, version: 2 }, definition: changed });
  expect((await summary()).definitionHash).not.toBe(definitionHash);
  await campaigns.write({ campaign: { ...stored, rev: 3, version: 3 }, definition });
  expect(await summary()).toMatchObject({ definitionHash, follows });
  expect(read).toBe(2);
});
