import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command } from '../harness/cli/installation.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';
const EVENTS = 'examples/events/resend-welcome.jsonl';
const scratch = mkdtempSync(join(tmpdir(), 'campaign-connector-'));

function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const faulty = file('faulty.yaml', 'id: resend\nname: Resend\ntriggers: []\ndelay: a while\nmessages: []\n');

describe('the command check', () => {
  test('the command check reports that nothing is wrong', async () => {
    expect(await command(['check', CAMPAIGN])).toMatchObject({ code: 0, out: '1 file: nothing wrong', err: '' });
  });

  test('the command check lists every fault with file, line, column, path, found and expected', async () => {
    const { code, out } = await command(['check', CAMPAIGN, faulty]);
    expect(code).toBe(1);
    expect(out).toContain(`${faulty}:3:11 triggers: expected`);
    expect(out).toMatch(/faulty\.yaml:4:8 delay: expected .*, found "a while"/);
    expect(out).toContain('2 files: 3 faults');
  });

  test('the command check prints JSON for programs', async () => {
    const { code, out } = await command(['check', faulty, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: [{ file: faulty, faults: [{ path: ['triggers'], line: 3 }, {}, {}] }],
    });
  });

  test('the command check is misused with a file that does not exist', async () => {
    expect(await command(['check', 'nowhere.yaml'])).toMatchObject({
      code: 2,
      err: 'nowhere.yaml: there is no such file',
    });
  });
});

describe('the command rehearse', () => {
  test('the command rehearse prints what would have been sent and cancelled, and why', async () => {
    const { code, out } = await command(['rehearse', CAMPAIGN, '--events', EVENTS]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /resend-welcome \(Resend the welcome email\)\n {2}enrolled +4\n {2}sent +2\n {2}cancelled +2 +exception 2/,
    );
    expect(out).not.toContain('Ada');
  });

  test('the command rehearse prints how many messages each variant has, and how many users the control group (R46)', async () => {
    const text = readFileSync(CAMPAIGN, 'utf8');
    const variants = 'controlGroup: 0\nvariants: [{ name: all, share: 100, messages: [{ channel: sms, body: Hi }] }]\n';
    const campaign = file('variants.yaml', `${text.slice(0, text.indexOf('messages:'))}${variants}`);
    const { out } = await command(['rehearse', campaign, '--events', EVENTS]);
    expect(out).toMatch(/\n {2}sent +2 +all 2\n {2}control group +0\n/);
    const { campaigns } = JSON.parse((await command(['rehearse', campaign, '--events', EVENTS, '--json'])).out);
    expect(campaigns).toMatchObject([{ sent: 2, variants: { all: 2 }, control: 0 }]);
  });

  test('the command rehearse prints the decisions about every user with --verbose', async () => {
    const { out } = await command(['rehearse', CAMPAIGN, '--events', EVENTS, '--verbose']);
    expect(out).toMatch(
      /\nBen\n.*enrolled.*\n {2}2026-12-03T07:45:00Z {2}resend-welcome {2}wait cancelled: .*event open-ben/,
    );
  });

  test('the command rehearse prints JSON for programs, with instants as in the HTTP interface', async () => {
    const { out } = await command([
      'rehearse',
      CAMPAIGN,
      '--events',
      EVENTS,
      '--json',
      '--until',
      '2026-12-02T00:00:00Z',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      from: '2026-12-01T08:59:00.000Z',
      until: '2026-12-02T00:00:00.000Z',
      leftOut: 3,
      campaigns: [{ campaignId: 'resend-welcome', enrolled: 4, sent: 0, waiting: 4 }],
      users: [{ userId: 'Ada', decisions: [{ decision: 'enrolled', dueAt: '2026-12-08T09:00:00.000Z' }] }, {}, {}, {}],
    });
  });

  test.each([
    [['--events', 'nowhere.jsonl'], 'nowhere.jsonl: there is no such file'],
    [['--events', EVENTS, '--until', 'tomorrow'], '--until: expected an RFC 3339 instant'],
    [[CAMPAIGN, '--events', EVENTS], 'resend-welcome: expected one file with this id, found two'],
    [[], '--events'],
  ])('the command rehearse is misused with %s', async (words, message) => {
    const { code, err } = await command(['rehearse', CAMPAIGN, ...words]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  const TIMED = { Source: 'shop', DetailType: 'User Behavior', Time: '2026-12-01T09:00:00Z' };
  const session = JSON.stringify({ ...TIMED, Detail: { userId: 'ada', behavior: 'session.started' } });
  const unknown = JSON.stringify({ ...TIMED, Detail: { userId: 'ada', behavior: 'sleeping' } });

  test.each([
    ['a line that is no JSON', 'no json\n'],
    ['an event of an unknown kind', `${unknown}\n`],
    ['both', `no json\n${unknown}\n`],
  ])('the command rehearse is refused with the reason when every event is refused: %s', async (name, text) => {
    const events = file(`${name}.jsonl`, text);
    const { code, out, err } = await command(['rehearse', CAMPAIGN, '--events', events]);
    expect(code).toBe(1);
    expect(err).toMatch(/: [12] events? refused, and no other to be played$/);
    expect(out).toMatch(/events? refused\n {2}line 1: /);
    const { refused } = JSON.parse((await command(['rehearse', CAMPAIGN, '--events', events, '--json'])).out);
    expect(refused.count).toBe(text.trim().split('\n').length);
  });

  test.each([
    ['played', session, []],
    ['left out', session, ['--until', '2026-11-30T00:00:00Z']],
  ])('the command rehearse reports that some events are refused, and the others are %s', async (name, text, words) => {
    const events = file(`some ${name}.jsonl`, `${text}\nno json\n${unknown}\n`);
    const { code, out, err } = await command(['rehearse', CAMPAIGN, '--events', events, ...words]);
    expect(code).toBe(0);
    expect(err).toMatch(/: [12] events? refused, the rehearsal is of the others$/);
    expect(out).toMatch(/[12] events? refused\n/);
  });

  test.each([
    ['a JSON array', `[${session},\n${session}]`, /found a JSON array: jq -c '\.\[\]' makes lines of it$/],
    [
      'one pretty event',
      JSON.stringify(JSON.parse(session), undefined, 2),
      /over several lines: jq -c \. makes one line of each object$/,
    ],
  ])(
    'the command rehearse refuses a recording that is %s once, and not in each of its lines',
    async (name, text, reason) => {
      const { code, out, err } = await command(['rehearse', CAMPAIGN, '--events', file(`${name}.jsonl`, text)]);
      expect(code).toBe(1);
      expect(err).toMatch(/: 1 event refused, and no other to be played$/);
      expect(out).toMatch(reason);
    },
  );

  test('the command rehearse refuses a line over the limit with its number and size, and plays the others (R61)', async () => {
    const events = file('long.jsonl', `${session}\n${'x'.repeat(5 * 1024 * 1024)}\n${session}\n`);
    const { code, out } = await command(['rehearse', CAMPAIGN, '--events', events]);
    expect(code).toBe(0);
    expect(out).toMatch(/^2 events, /);
    expect(out).toContain('line 2: expected a line of at most 4 MiB (4,194,304 bytes), found 5,242,880 bytes');
  });

  test('the command rehearse loses no event because of a byte order mark, and confuses no users because of Latin-1 (R61)', async () => {
    const named = (name: string) => session.replace('ada', name);
    const lines = [
      Buffer.from(`\uFEFF${session}\r\n`),
      Buffer.from(`${named('jos\xe9')}\n${named('jos\xe8')}\n`, 'latin1'),
    ];
    const events = join(scratch, 'latin1.jsonl');
    writeFileSync(events, Buffer.concat([...lines, Buffer.from(named('josé'))]));
    const { out } = await command(['rehearse', CAMPAIGN, '--events', events, '--json']);
    const { accepted, refused, users } = JSON.parse(out);
    expect(accepted).toBe(2);
    expect(refused.first.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    expect(users.map(({ userId }: { userId: string }) => userId)).toEqual(['ada', 'josé']);
  });

  test('the command rehearse accepts an empty recording', async () => {
    expect(await command(['rehearse', CAMPAIGN, '--events', file('empty.jsonl', '')])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  test('the command rehearse refuses campaigns with faults', async () => {
    expect((await command(['rehearse', faulty, '--events', EVENTS])).code).toBe(1);
  });
});

describe('the command line', () => {
  test.each([
    ['list'],
    ['show', 'x'],
    ['publish', 'x'],
    ['explain', 'ada'],
    ['refused'],
    ['stop', 'x', '--yes'],
    ['save', CAMPAIGN],
  ])('the command line reports in a sentence that %s does not reach the installation', async (...words) => {
    const { code, err } = await command([...words, '--endpoint', 'http://127.0.0.1:1']);
    expect(err).toMatch(/^http:\/\/127\.0\.0\.1:1: no installation answers there\. Is it started\?/);
    expect(code).toBe(1);
  });

  test.each([[['dance']], [['publish']], [['list', '--loudly']], [['list', '--endpoint', 'here']], [[]]])(
    'the command line is misused with %j',
    async (words) => {
      expect((await command(words)).code).toBe(2);
    },
  );

  test('the command line prints the exit codes in its help', async () => {
    expect((await command(['--help'])).out).toContain('Exit codes: 0 done, 1 refused, 2 misused.');
    expect((await command(['rehearse', '--help'])).out).toContain(
      'Exit code 1 when events are refused and no other can be played.',
    );
  });

  test('the command line prints help with exit code 0 and all commands', async () => {
    const { code, out } = await command(['--help']);
    expect(code).toBe(0);
    for (const name of [
      'start',
      'check',
      'save',
      'publish',
      'stop',
      'archive',
      'list',
      'show',
      'explain',
      'refused',
      'put-events',
      'rehearse',
    ]) {
      expect(out).toContain(`  ${name}`);
    }
  });

  test('the command line ends its process with the exit code, and without a stack trace', () => {
    const { status, stderr } = spawnSync(process.execPath, ['bin/campaign-connector.ts', 'check', 'nowhere.yaml'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'nowhere.yaml: there is no such file\n' });
  });
});
