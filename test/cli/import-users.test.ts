import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { profileSchema } from '../../api/schemas/profile.ts';
import { command, useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CHANGED = '2026-11-20T08:00:00.000Z';

/** Writes a file of users that was changed last on November 20. */
function write(content: string | Buffer, name = 'users.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  utimesSync(file, new Date(CHANGED), new Date(CHANGED));
  return file;
}

const run = (file: string, ...words: string[]) => installation.connector(['import', 'users', file, ...words]);

/** Returns the profile of a user, once everything that was put is processed. */
async function profileOf(userId: string) {
  await installation.advanceTo('2026-12-01T09:00:01Z');
  const answer = await fetch(`${installation.endpoint}/profile?userId=${encodeURIComponent(userId)}`);
  return v.parse(profileSchema, await answer.json());
}

describe('the command import users', () => {
  test('import users puts the profile, the addresses and the consents of each line (R82)', async () => {
    const file = join(import.meta.dirname, '../../examples/users.csv');
    expect(await run(file, '--as-of', CHANGED, '--source', 'crm')).toMatchObject({
      code: 0,
      out: '4 users put, 0 faults',
      err: '',
    });
    const ada = await profileOf('Ada');
    const evidence = { at: CHANGED, source: 'crm', evidence: 'sign-up form, 2026-10-02' };
    expect(ada).toMatchObject({
      attributes: { first_name: 'Ada', plan: 'plus', orders: 12, newsletter: true },
      timeZone: 'Europe/Berlin',
      language: 'de',
      contacts: {
        email: { address: 'ada@shop.example', addressAt: CHANGED, consent: { consent: 'optedIn', ...evidence } },
        sms: { address: '+4915112345678', consent: { consent: 'optedIn', ...evidence }, allowed: true },
      },
    });
    expect((await profileOf('Cleo')).contacts.email).toMatchObject({ allowed: false, reason: 'unsubscribed' });
    const dara = await profileOf('Dara, Jr.');
    expect(dara.attributes).toEqual({ first_name: 'Dara "D" Ito', plan: 'business', orders: 41, newsletter: true });
    expect(dara.contacts.email).not.toHaveProperty('consent');
  });

  test('import users lists faulty lines with line, column and what was expected, and puts the others (R61)', async () => {
    const file = write(
      [
        'userId,email,phone,timeZone,language,consent.email,occurredAt,attributes.age:number,attributes.vip:boolean',
        'ann,ann@example.com,,,,,,,',
        'ben,ben at example.com,0151,Berlin,english_us!,yes,yesterday,old,1',
        ',cid@example.com,,,,,,,',
        'dan,dan@example.com',
        'eve,eve@example.com,,,,,2026-11-01T00:00:00Z,0,false',
        '',
      ].join('\n'),
    );
    const list = join(folder, 'faults.jsonl');
    const { code, out, err } = await run(file, '--faults', list);
    expect([code, out]).toEqual([1, '2 users put, 10 faults']);
    const faults = readFileSync(list, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const columns = ['email', 'phone', 'timeZone', 'language', 'consent.email', 'occurredAt'];
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      ...[...columns, 'attributes.age:number', 'attributes.vip:boolean'].map((column) => [3, column]),
      [4, 'userId'],
      [5, undefined],
    ]);
    expect(err.split('\n')).toHaveLength(10);
    expect(err).toContain(`${file}:3 email: expected one email address, found "ben at example.com"`);
    expect(err).toContain(`${file}:4 userId: expected text of 1 to 256 characters, found ""`);
    expect(err).toContain(`${file}:5 expected 9 fields, found 2`);
    expect(await profileOf('eve')).toMatchObject({
      attributes: { age: 0, vip: false },
      contacts: { email: { addressAt: '2026-11-01T00:00:00.000Z' } },
    });
    expect((await profileOf('ben')).contacts.email).not.toHaveProperty('address');
  });

  test('import users reads quotes, line breaks in fields, a byte order mark and line ends of Windows', async () => {
    const file = write('\uFEFFuserId,attributes.note\r\nann,"two\r\nlines, ""quoted"""\r\n\r\nben,plain\r\n');
    expect(await run(file)).toMatchObject({ code: 0, out: '2 users put, 0 faults' });
    expect((await profileOf('ann')).attributes['note']).toBe('two\nlines, "quoted"');
    expect((await profileOf('ben')).attributes['note']).toBe('plain');
  });

  test('an attribute is text unless its column says otherwise, and an empty field changes nothing', async () => {
    await run(write('userId,attributes.zip,attributes.vip\nann,01234,true\n'));
    await run(write('userId,email,attributes.zip,attributes.vip\nann,,,yes\n'));
    expect((await profileOf('ann')).attributes).toEqual({ zip: '01234', vip: 'yes' });
  });

  test('a line with a broken quote is refused alone, and the lines after it are put', async () => {
    const lines = ['a,"b"x', 'ann,fine', 'c,d"e', 'ben,fine', 'f,"never closed', 'cid,fine', 'dan,"a, ""b"""'];
    const file = write(['userId,attributes.x', ...lines].join('\n'));
    const { code, out, err } = await run(file);
    expect([code, out]).toEqual([1, '4 users put, 3 faults']);
    expect(err.split('\n').map((line) => line.slice(file.length, file.length + 3).trim())).toEqual([':2', ':4', ':6']);
  });

  test('a line that is not UTF-8 is refused alone, with the byte and its place', async () => {
    const file = write(Buffer.concat([Buffer.from('userId\nann\nj'), Buffer.from([0xfc]), Buffer.from('rgen\nben\n')]));
    expect(await run(file)).toMatchObject({
      code: 1,
      out: '2 users put, 1 fault',
      err: `${file}:3 expected text in UTF-8, found byte 0xFC at character 2`,
    });
  });

  test.each([
    [
      'userId;email\nann;a@b.example\n',
      /:1 expected one of userId, .*found "userId;email"\. Fields are separated by commas$/,
    ],
    ['userId,mail\n', /:1 expected one of userId, occurredAt, email.* found "mail"$/],
    ['userId,attributes.a:date\n', /:1 expected one of .* found "attributes.a:date"$/],
    ['userId,attributes.a.b\n', /:1 expected one of .* found "attributes.a.b"$/],
    ['email\nann@example.com\n', /:1 expected a column userId, found none$/],
    ['userId,email,email\n', /:1 expected each column only once, found email again$/],
    [
      'userId,attributes.a,attributes.a:number\n',
      /:1 expected each column only once, found attributes.a:number again$/,
    ],
    ['', /: expected a header with the names of columns, found nothing$/],
    ['\uFEFFuserId\n', undefined],
  ])('the header %j is judged before anything is put', async (content, message) => {
    const { code, err } = await run(write(content));
    expect(code).toBe(message === undefined ? 0 : 2);
    expect(err).toMatch(message ?? /^$/);
  });

  test('a file in UTF-16 is misuse, and so are a missing file, a line, an instant and a source that are none', async () => {
    const wide = write(Buffer.from('\uFEFFuserId\nann\n', 'utf16le'), 'wide.csv');
    expect(await run(wide)).toMatchObject({ code: 2, err: expect.stringContaining('UTF-16') });
    const file = write('userId\nann\n');
    for (const [wrong, option] of [
      [join(folder, 'missing.csv')],
      [file, '--from-line=1'],
      [file, '--from-line=two'],
      [file, '--as-of=today'],
      [file, '--source='],
      [file, `--faults=${join(folder, 'none', 'faults.jsonl')}`],
    ] as const) {
      expect([option, (await run(wrong, ...(option === undefined ? [] : [option]))).code]).toEqual([option, 2]);
    }
    expect(await installation.connector(['import'])).toMatchObject({ code: 2 });
  });

  test('a dry run checks the file, and calls no installation', async () => {
    const file = write('userId,email\nann,ann@example.com\nben,ben\n');
    const { code, out } = await command(['import', 'users', file, '--dry-run', '--endpoint', 'http://127.0.0.1:9']);
    expect([code, out]).toEqual([1, '1 user can be put, 1 fault']);
  });

  test('an import that is repeated declares nothing later than the file: an opt-out since then stays (R82)', async () => {
    const file = write('userId,email,consent.email\nann,ann@example.com,optedIn\n');
    await run(file);
    const later = write('userId,consent.email,occurredAt\nann,unsubscribed,2026-11-21T00:00:00Z\n', 'later.csv');
    await run(later);
    await run(file);
    expect((await profileOf('ann')).contacts.email.consent?.consent).toBe('unsubscribed');
  });

  test('import users answers as JSON with --json', async () => {
    const { out } = await run(write('userId\nann\n'), '--json');
    expect(JSON.parse(out)).toEqual({ users: 1, faults: 0, isDryRun: false });
  });
});

describe('an import that stops half way', () => {
  const request = v.object({
    entries: v.array(v.object({ Detail: v.object({ userId: v.string(), id: v.string() }) })),
  });

  /** Starts an installation that fails from one request on. */
  async function startFailing(failsAfter: number) {
    const put: { userId: string; id: string }[][] = [];
    const server = createServer(async (incoming, response) => {
      const { entries } = v.parse(request, JSON.parse(await text(incoming)));
      if (put.length >= failsAfter) response.statusCode = 503;
      else put.push(entries.map(({ Detail }) => Detail));
      response.end(JSON.stringify({ entries: entries.map(() => ({ eventId: 'put' })) }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { put, endpoint: `http://127.0.0.1:${port}` };
  }

  const importTo = (endpoint: string, file: string, ...words: string[]) =>
    command(['import', 'users', file, ...words, '--endpoint', endpoint]);

  test('an import that stops says in which line to go on, and puts the rest from there under the same ids', async () => {
    const users = Array.from({ length: 1_200 }, (_, index) => `user-${index}`);
    const file = write(
      `userId,email\n${users.map((user, index) => `${user},${index === 3 ? 'none' : 'a@b.example'}\n`).join('')}`,
    );
    const list = join(folder, 'faults.jsonl');
    const failing = await startFailing(1);
    const stopped = await importTo(failing.endpoint, file, '--faults', list);
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/ {2}Before that: 500 users put, 1 fault\. Go on with --from-line 503\.$/);
    const whole = await startFailing(100);
    expect((await importTo(whole.endpoint, file, '--faults', list, '--from-line', '503')).out).toBe(
      '699 users put, 0 faults',
    );
    const again = await startFailing(100);
    await importTo(again.endpoint, file);
    expect([...failing.put.flat(), ...whole.put.flat()]).toEqual(again.put.flat());
    expect(again.put.map((batch) => batch.length)).toEqual([500, 500, 199]);
    expect(new Set(again.put.flat().map(({ id }) => id)).size).toBe(1_199);
    expect(readFileSync(list, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  test('at most 100 faults are printed, and the others are counted', async () => {
    const file = write(`userId,email\n${'ann,none\n'.repeat(150)}`);
    const { out, err } = await importTo('http://127.0.0.1:9', file, '--dry-run');
    expect(out).toBe('0 users can be put, 150 faults');
    expect(err.split('\n')).toHaveLength(101);
    expect(err).toContain('50 more: --faults FILE lists all of them');
  });
});
