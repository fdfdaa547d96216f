import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { command, useInstallation } from '../harness/cli/installation.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';
const EVENTS = 'examples/events/resend-welcome.jsonl';

const installation = useInstallation();
const { connector } = installation;

function received(userId: string): string {
  const detail = { id: `mail-${userId}`, userId, interaction: 'email.received', campaignId: 'welcome-email' };
  return JSON.stringify({ Source: 'test', DetailType: 'Campaign Interaction', Detail: detail });
}

async function waiting(...users: string[]): Promise<void> {
  await connector(['save', CAMPAIGN]);
  await connector(['publish', 'resend-welcome']);
  await connector(['put-events', '-'], { stdin: users.map(received).join('\n') });
}

/** Saves a new version, as another owner does meanwhile. */
async function savesByAnother(name: string): Promise<void> {
  const url = `${installation.endpoint}/campaigns/resend-welcome`;
  const { definition } = JSON.parse(await (await fetch(url)).text());
  const headers = { 'content-type': 'application/json' };
  const saved = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ ...definition, name }) });
  expect(saved.status).toBe(200);
}

describe('explain --log-id', () => {
  test('explain --log-id prints what stands for the user in the logs, and nothing else', async () => {
    const plain = await connector(['explain', 'ada', '--log-id']);
    expect(plain).toMatchObject({ code: 0, err: '', out: 'ada' });
    const json = await connector(['explain', 'ada', '--log-id', '--json']);
    expect(JSON.parse(json.out)).toEqual({ userId: 'ada', logId: 'ada' });
  });
});

describe('the commands save, publish, list and show', () => {
  test('a campaign is saved from its file, published and listed by the command line', async () => {
    const saved = await connector(['save', CAMPAIGN]);
    expect(saved).toMatchObject({ code: 0, err: '' });
    expect(saved.out).toBe(
      'resend-welcome: version 1 saved. Publish it with: campaign-connector publish resend-welcome',
    );
    const published = await connector(['publish', 'resend-welcome']);
    expect(published.code).toBe(0);
    expect(published.out).toContain('resend-welcome: version 1 is published since 2026-12-01T09:00:00Z');
    expect((await connector(['list'])).out).toMatch(
      /^ID .* NEXT .*\nresend-welcome {2}published {2}0 +0 +Resend the welcome email$/,
    );
    expect((await connector(['show', 'resend-welcome'])).out).toContain(
      'version 1, published since 2026-12-01T09:00:00Z',
    );
  });

  test('the command show prints who saved, published and stopped a campaign, and when, newest last (R74)', async () => {
    await connector(['save', CAMPAIGN]);
    await connector(['publish', 'resend-welcome']);
    await installation.advanceTo('2026-12-02T10:00:00Z');
    await savesByAnother('Another name');
    await connector(['publish', 'resend-welcome']);
    await connector(['stop', 'resend-welcome', '--yes']);
    const { history } = JSON.parse((await connector(['show', 'resend-welcome', '--json'])).out);
    const [{ by }] = history;
    expect(by).not.toBe('');
    expect(history.at(-1)).toEqual({ at: '2026-12-02T10:00:00.000Z', by, did: 'stopped', version: 2 });
    const { out } = await connector(['show', 'resend-welcome']);
    expect(out.split('\n\n').at(-1)?.split('\n')).toEqual([
      `  2026-12-01T09:00:00Z  saved version 1      by ${by}`,
      `  2026-12-01T09:00:00Z  published version 1  by ${by}`,
      `  2026-12-02T10:00:00Z  saved version 2      by ${by}`,
      `  2026-12-02T10:00:00Z  published version 2  by ${by}`,
      `  2026-12-02T10:00:00Z  stopped version 2    by ${by}`,
    ]);
  });

  test('the command save saves nothing if the file is equal to the newest version (R97)', async () => {
    await connector(['save', CAMPAIGN]);
    expect(await connector(['save', CAMPAIGN])).toMatchObject({
      code: 0,
      out: 'resend-welcome: nothing to save, the file is equal to version 1',
    });
    expect(JSON.parse((await connector(['show', 'resend-welcome', '--json'])).out).history).toHaveLength(1);
  });

  test('the command line names the version that it read, so that what another owner just saved is neither overwritten nor published (R97)', async () => {
    const sent: unknown[] = [];
    const watched = createServer(async (request, response) => {
      const body = await text(request);
      const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
      if (request.method !== 'GET') sent.push([request.method, match ?? noneMatch ?? body]);
      const type = request.headers['content-type'] ?? 'application/json';
      const headers = { 'content-type': type, ...(match && { 'if-match': match }) };
      const more = request.method === 'GET' ? {} : { method: request.method ?? '', body };
      const answer = await fetch(`${installation.endpoint}${request.url}`, { ...more, headers });
      response.writeHead(answer.status).end(await answer.text());
    });
    await once(watched.listen(0, '127.0.0.1'), 'listening');
    const address = watched.address();
    if (typeof address !== 'object' || address === null) throw new Error('loopback: expected a port');
    const endpoint = `http://127.0.0.1:${address.port}`;
    for (const words of [
      ['save', CAMPAIGN],
      ['save', CAMPAIGN],
      ['publish', 'resend-welcome'],
      ['stop', 'resend-welcome', '--yes'],
    ])
      expect((await command([...words, '--endpoint', endpoint])).code).toBe(0);
    watched.closeAllConnections();
    watched.close();
    expect(sent).toEqual([
      ['PUT', '*'],
      ['PUT', '"1"'],
      ['POST', '{"version":1}'],
      ['POST', '{"version":1}'],
    ]);
  });

  test('the command list prints the next departure, and only campaigns of a status or with a text', async () => {
    await waiting('ada');
    const [head, line, ...more] = (await connector(['list', '--status', 'published', '--search', 'WELCOME'])).out.split(
      '\n',
    );
    expect(head).toMatch(/^ID +STATUS +WAITING +SENT +NEXT +NAME$/);
    expect(line).toMatch(/^resend-welcome +published +1 +0 +2026-12-08T09:08:42Z +Resend the welcome email$/);
    expect(more).toEqual([]);
    expect((await connector(['list', '--status', 'draft'])).out).toBe('No such campaign.');
    expect((await connector(['list', '--search', 'goodbye'])).out).toBe('No such campaign.');
    expect(await connector(['list', '--status', 'gone'])).toMatchObject({
      code: 1,
      err: 'status: expected one of draft, published, stopped, archived, found gone',
    });
  });

  test('the command list says that no campaign is saved yet', async () =>
    expect((await connector(['list'])).out).toContain('No campaigns yet'));

  test('the commands publish, show and stop refuse an unknown campaign in a sentence', async () => {
    for (const words of [
      ['publish', 'nobody'],
      ['show', 'nobody'],
      ['stop', 'nobody', '--yes'],
    ]) {
      expect(await connector(words)).toMatchObject({ code: 1, out: '', err: 'no campaign has the id "nobody"' });
    }
  });

  test('the commands list and show print with --json what the HTTP interface answers', async () => {
    await waiting('ada');
    expect(JSON.parse((await connector(['list', '--json'])).out)).toMatchObject({
      campaigns: [{ id: 'resend-welcome', counts: { waiting: 1 } }],
    });
    expect(JSON.parse((await connector(['show', 'resend-welcome', '--json'])).out)).toMatchObject({
      status: 'published',
    });
  });
});

describe('the commands stop and archive (R54)', () => {
  test('the command stop shows the user how many waits will be cancelled, and asks (R54)', async () => {
    await waiting('ada', 'ben');
    const no = await connector(['stop', 'resend-welcome'], { answers: false });
    expect(no).toMatchObject({
      code: 1,
      questions: ['stop resend-welcome: 2 waits will be cancelled permanently. Go on?'],
    });
    expect((await connector(['list'])).out).toContain('published');
    const yes = await connector(['stop', 'resend-welcome'], { answers: true });
    expect(yes).toMatchObject({ code: 0, out: 'resend-welcome: stopped at 2026-12-01T09:00:00Z, 2 waits cancelled' });
  });

  test('the commands stop and archive are refused without a terminal to ask on, unless --yes answers (R54)', async () => {
    await waiting('ada');
    const { code, err } = await connector(['stop', 'resend-welcome']);
    expect({ code, err }).toEqual({
      code: 1,
      err: 'stop resend-welcome: 1 wait will be cancelled permanently. No terminal to ask on: --yes answers.',
    });
    expect(await connector(['archive', 'resend-welcome', '--yes'])).toMatchObject({
      code: 0,
      out: 'resend-welcome: archived at 2026-12-01T09:00:00Z, 1 wait cancelled',
    });
  });

  test('the command stop says that a campaign was stopped already (R97)', async () => {
    await waiting();
    await connector(['stop', 'resend-welcome', '--yes']);
    await installation.advanceTo('2026-12-02T10:00:00Z');
    expect(await connector(['stop', 'resend-welcome', '--yes'])).toMatchObject({
      code: 0,
      out: 'resend-welcome: stopped already, at 2026-12-01T09:00:00Z, 0 waits cancelled',
    });
  });

  test('the command stop stops nothing if another owner saves a version while the question is open, and says who and when (R97)', async () => {
    await waiting('ada');
    const meanwhile = async () => {
      await savesByAnother('Their name');
      return true;
    };
    const { code, out, err } = await connector(['stop', 'resend-welcome'], { answers: meanwhile });
    expect([code, out]).toEqual([1, '']);
    const [message, advice, ...more] = err.split('\n');
    expect(message).toMatch(/^version: expected version 1, found version 2, saved by \S+ at 2026-12-01T09:00:00.000Z$/);
    expect([advice, more]).toEqual(['  Nothing was done. Look at the campaign with show, then repeat.', []]);
    expect((await connector(['list'])).out).toContain('published');
  });
});

describe('the command enrollments', () => {
  test('the command enrollments lists the users who wait for a message, and the others with the reason why not', async () => {
    await waiting('ada', 'ben');
    const campaignId = 'welcome-email';
    const opened = { id: 'open-ben', userId: 'ben', interaction: 'email.opened', campaignId, openKind: 'human' };
    const stdin = JSON.stringify({ Source: 'test', DetailType: 'Campaign Interaction', Detail: opened });
    await connector(['put-events', '-'], { stdin });
    const { code, out } = await connector(['enrollments', 'resend-welcome']);
    const [heading, ...lines] = out.split('\n');
    expect({ code, heading }).toEqual({ code: 0, heading: 'DUE                       STATE       USER' });
    expect(lines.toSorted()).toEqual([
      '2026-12-08T09:00:00Z      cancelled   ben  exception (event open-ben)',
      '2026-12-08T09:00:00Z      waiting     ada',
    ]);
  });

  test('the command enrollments lists enrollments of one state, of one user, or in JSON as the HTTP interface answers', async () => {
    await waiting('ada', 'ben');
    const of = (...words: string[]) => connector(['enrollments', 'resend-welcome', ...words]);
    expect(await of('--state', 'dispatched')).toMatchObject({ code: 0, out: 'No such enrollment.' });
    expect((await of('--state', 'waiting')).out.split('\n')).toHaveLength(3);
    expect((await of('--user', 'ben')).out).toMatch(/^.*\n2026-12-08T09:00:00Z {6}waiting {5}ben$/);
    expect(JSON.parse((await of('--user', 'ben', '--json')).out)).toEqual({
      enrollments: [
        {
          campaignId: 'resend-welcome',
          enrollmentId: expect.any(String),
          userId: 'ben',
          state: 'waiting',
          triggeredAt: '2026-12-01T09:00:00.000Z',
          dueAt: '2026-12-08T09:00:00.000Z',
        },
      ],
    });
  });

  test('the command enrollments lists all enrollments, page by page', async () => {
    const users = Array.from({ length: 250 }, (_, index) => `user-${index}`);
    await waiting(...users);
    const { out } = await connector(['enrollments', 'resend-welcome']);
    const listed = out.split('\n').slice(1);
    expect(listed.map((line) => line.slice(38)).toSorted()).toEqual(users.toSorted());
  });

  test('the command enrollments refuses an unknown campaign or state in a sentence', async () => {
    await waiting();
    expect(await connector(['enrollments', 'nobody'])).toMatchObject({
      code: 1,
      err: 'no campaign has the id "nobody"',
    });
    expect(await connector(['enrollments', 'resend-welcome', '--state', 'gone'])).toMatchObject({
      code: 1,
      out: '',
      err: 'state: expected one of waiting, claimed, dispatched, cancelled, withheld, control, found gone',
    });
  });
});

describe('the command explain (R70)', () => {
  test('the command explain prints what was decided, why and by which event, and the present state of the user (R70)', async () => {
    await waiting('ada');
    const { code, out } = await connector(['explain', 'ada']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '2026-12-01T09:00:00Z  resend-welcome  enrolled, message due 2026-12-08T09:00:00Z (event mail-ada)',
      '',
      'resend-welcome: waits for the message, the latest due 2026-12-08T09:00:00Z.',
    ]);
    await installation.advanceTo('2026-12-09T00:00:00Z');
    expect((await connector(['explain', 'ada', '--campaign', 'resend-welcome'])).out).toMatch(
      /received the message at 2026-12-08T09:08:42Z\.$/,
    );
    expect(JSON.parse((await connector(['explain', 'ada', '--json'])).out).decisions).toHaveLength(2);
  });

  test.each(['.', '..', '%2e', 'a/../b', 'a\\..\\b'])(
    'the command explain explains a user with the id %s, and not another one (R70)',
    async (user) => {
      await waiting(user, 'b');
      const { code, out } = await connector(['explain', user, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(out).decisions).toMatchObject([{ decision: 'enrolled', eventId: `mail-${user}` }]);
    },
  );

  test('the command line looks for a campaign with the id .. at no other path, where the call would do something else', async () => {
    for (const words of [
      ['show', '..'],
      ['stop', '.', '--yes'],
      ['enrollments', '..'],
    ])
      expect(await connector(words)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nothing has') });
  });

  test('the command explain says that nothing is recorded of an unknown user', async () => {
    expect((await connector(['explain', 'unknown-user'])).out).toMatch(/^Nothing is recorded/);
  });
});

describe('the commands put-events and refused', () => {
  test('the command put-events puts the events of a file, and names refused ones, which are kept, with their line', async () => {
    await installation.advanceTo('2026-12-10T00:00:00Z');
    expect(await connector(['put-events', EVENTS])).toMatchObject({ code: 0, out: '9 events put, 0 refused', err: '' });
    const { code, out, err } = await connector(['put-events', '-'], {
      stdin: `${received('ada')}\n{"Source":"test"}\nno json\n`,
    });
    expect({ code, out }).toEqual({ code: 1, out: '1 event put, 2 refused' });
    expect(err).toMatch(/-:3 refused: expected a JSON object.*\n-:2 refused: DetailType: expected/);
    expect((await connector(['refused'])).out).toMatch(
      /^2026-12-10T00:00:00Z {2}1 {2}MalformedEntry: DetailType: expected/,
    );
    expect(JSON.parse((await connector(['refused', '--json'])).out).refused).toHaveLength(1);
  });

  test('the command put-events puts events in more than one request', async () => {
    const users = Array.from({ length: 1_201 }, (_, index) => received(`user-${index}`));
    expect((await connector(['put-events', '-'], { stdin: users.join('\n') })).out).toBe('1201 events put, 0 refused');
  });

  test('the command put-events is misused with a file that does not exist', async () => {
    expect(await connector(['put-events', 'nowhere.jsonl'])).toMatchObject({
      code: 2,
      err: 'nowhere.jsonl: there is no such file',
    });
  });
});

describe('the command waves', () => {
  test('the command waves lists the upcoming departures of a campaign, and how many users wait for each', async () => {
    await waiting('ada', 'ben');
    expect((await connector(['waves', 'resend-welcome'])).out).toBe(
      'DEPARTURE             WAITING\n2026-12-08T09:08:42Z  2',
    );
    expect(JSON.parse((await connector(['waves', 'resend-welcome', '--json'])).out)).toEqual({
      waves: [{ departure: '2026-12-08T09:08:42.000Z', waiting: 2, isAtLeast: false }],
    });
  });

  test('the command waves says that no departure is due, and refuses an unknown campaign in a sentence', async () => {
    await connector(['save', CAMPAIGN]);
    expect((await connector(['waves', 'resend-welcome'])).out).toBe('No departure is due.');
    expect(await connector(['waves', 'nobody'])).toMatchObject({ code: 1, err: 'no campaign has the id "nobody"' });
  });
});

describe('the command show --version', () => {
  test('the command save keeps the file as it is written, and show --version prints it', async () => {
    await connector(['save', CAMPAIGN]);
    const shown = await connector(['show', 'resend-welcome', '--version', '1']);
    expect(shown).toMatchObject({ code: 0, err: '', out: readFileSync(CAMPAIGN, 'utf8').trimEnd() });
    const json = JSON.parse((await connector(['show', 'resend-welcome', '--version', '1', '--json'])).out);
    expect(json).toMatchObject({ version: 1, isPublished: false, text: readFileSync(CAMPAIGN, 'utf8') });
    expect(await connector(['show', 'resend-welcome', '--version', '2'])).toMatchObject({
      code: 1,
      err: 'version: expected a whole number from 1 to 1, found 2',
    });
  });

  test('the command show --version prints a version that was saved as JSON as that', async () => {
    await connector(['save', CAMPAIGN]);
    await savesByAnother('Their name');
    const { out } = await connector(['show', 'resend-welcome', '--version', '2']);
    expect(JSON.parse(out)).toMatchObject({ id: 'resend-welcome', name: 'Their name' });
  });
});

describe('the command show --versions', () => {
  test('the command show --versions lists who saved each version, when, and which one is published, newest first (R74)', async () => {
    await waiting();
    await installation.advanceTo('2026-12-02T10:00:00Z');
    await savesByAnother('Their name');
    const { out } = await connector(['show', 'resend-welcome', '--versions']);
    const [head, second, first, ...more] = out.split('\n');
    expect([head, more]).toEqual(['VERSION  SAVED                 STATE', []]);
    expect(second).toMatch(/^2 {8}2026-12-02T10:00:00Z {13}by \S+$/);
    expect(first).toMatch(/^1 {8}2026-12-01T09:00:00Z {2}published {2}by \S+$/);
  });
});
