import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command } from '../harness/cli/installation.ts';
import { readRepositoryFile } from '../harness/docs/rule-citations.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';
const EVENTS = 'examples/events/resend-welcome.jsonl';
const scratch = mkdtempSync(join(tmpdir(), 'campaign-connector-'));

function file(name: string, text: string): string {
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Writes the example campaign with some text replaced, and returns the path. */
function versionOf(name: string, from: string, to: string): string {
  return file(name, readFileSync(CAMPAIGN, 'utf8').replace(from, to));
}

/** Writes a folder with the example campaign, whose price is a value, and a file of values, and returns their paths. */
function folderOf(name: string, price: number) {
  file(`${name}/campaigns.yaml`, 'project: shop\n');
  versionOf(`${name}/resend.yaml`, '$gte: 20', '$gte: "${price}"');
  return { folder: join(scratch, name), values: file(`${name}/values/prod.yaml`, `price: ${price}\n`) };
}

const looser = versionOf('looser.yaml', '$gte: 20', '$gte: 40');
const compare = (path: string, ...words: readonly string[]) =>
  command(['rehearse', path, '--events', EVENTS, ...words]);

/** Writes a recording of triggers of many users, and returns its path. */
function recordingOf(users: number): string {
  const lines = Array.from({ length: users }, (_, index) => {
    const interaction = { interaction: 'email.received', campaignId: 'welcome-email' };
    const Detail = { id: `mail-${index}`, userId: `user-${index}`, ...interaction, occurredAt: '2026-12-01T09:00:00Z' };
    return JSON.stringify({ Source: 'mail', DetailType: 'Campaign Interaction', Detail });
  });
  return file(`${users}.jsonl`, lines.join('\n'));
}

describe('the command rehearse with --compare', () => {
  test('a file is compared with a folder by the settings of the folder, so that only campaigns differ (R26)', async () => {
    const { folder } = folderOf('with-settings', 20);
    const quiet = 'settings: { quietHours: { from: "00:00", to: "23:00", then: withhold } }\n';
    file('with-settings/campaigns.yaml', `project: shop\n${quiet}`);
    versionOf('with-settings/resend.yaml', 'none', 'none');
    const { code, out } = await compare(folder, '--compare', CAMPAIGN);
    expect([code, out]).toEqual([0, expect.stringContaining('0 fewer, 0 more')]);
  });

  test('what a later folder removes with null, an earlier one has not set (R26)', async () => {
    const settingsOf = (name: string, settings: string) => {
      file(`${name}/campaigns.yaml`, `project: ${name}\nsettings: { ${settings} }\n`);
      return join(scratch, name);
    };
    const quiet = settingsOf('quiet', 'quietHours: { from: "00:00", to: "23:00", then: withhold }');
    const loud = settingsOf('loud', 'quietHours: null');
    versionOf('loud/resend.yaml', 'none', 'none');
    const sent = async (...folders: string[]) => {
      const { out } = await command(['rehearse', ...folders, '--events', EVENTS, '--json']);
      return JSON.parse(out).campaigns[0].sent;
    };
    expect(await sent(loud, quiet)).toBe(0);
    expect(await sent(quiet, loud)).toBeGreaterThan(0);
  });

  test('the command rehearse with --compare prints exactly what its page shows', async () => {
    const page = readRepositoryFile('docs/reference/command-line.md');
    const [, shown] = /--compare old\.yaml\n```\n\n```text\n(.*?)\n```/s.exec(page) ?? [];
    expect(page).toContain("sed 's/gte: 20/gte: 40/' examples/campaigns/resend-welcome.yaml > old.yaml");
    expect(await compare(CAMPAIGN, '--compare', looser)).toEqual({ code: 0, out: shown, err: '', questions: [] });
  });

  test('the command rehearse with --compare lists the messages of the other direction as more', async () => {
    const { out } = await compare(looser, '--compare', CAMPAIGN);
    expect(out).toContain('resend-welcome: 0 fewer, 1 more, 0 changed (sent before: 2, after: 3)');
    expect(out).toMatch(/\n1 more\n {2}\S+ {2}resend-welcome {2}Cleo {2}\(event mail-cleo\); before: wait cancelled: /);
  });

  test('the command rehearse with --compare prints only counts if nothing differs', async () => {
    const { out } = await compare(CAMPAIGN, '--compare', CAMPAIGN);
    expect(out.split('\n').slice(2)).toEqual([
      'all campaigns: 0 fewer, 0 more, 0 changed (sent before: 2, after: 2)',
      '1 campaign without a difference',
    ]);
  });

  test('the command rehearse with --compare lists messages that leave at another time or with another content', async () => {
    const later = versionOf('later.yaml', '7 days', '8 days');
    const other = versionOf('other.yaml', 'Did you see this?', 'Did you see it?');
    expect((await compare(CAMPAIGN, '--compare', later)).out).toMatch(
      /\n2 changed\n {2}2026-12-08T\S+ {2}resend-welcome {2}Ada {2}\(event mail-ada\); before: at 2026-12-09T\S+Z\n/,
    );
    expect((await compare(CAMPAIGN, '--compare', other)).out).toMatch(/\(event mail-ada\); the content differs\n/);
  });

  test.each([
    [50, 50, undefined],
    [51, 50, '  and 1 more; --verbose lists all'],
  ])(
    'the command rehearse with --compare lists at most 50 messages, of %i it lists %i',
    async (users, listed, more) => {
      const none = versionOf('none.yaml', 'email.received', 'email.clicked');
      const words = ['rehearse', none, '--events', recordingOf(users), '--compare', CAMPAIGN];
      const { out } = await command(words);
      expect(out).toContain(`${users} fewer\n`);
      expect(out.match(/; after: nothing was decided about the event/g)).toHaveLength(listed);
      expect(out.split('\n').find((line) => line.startsWith('  and '))).toBe(more);
      const { out: whole } = await command([...words, '--verbose']);
      expect(whole.match(/; after: /g)).toHaveLength(users);
      const { fewer } = JSON.parse((await command([...words, '--json'])).out);
      expect(fewer).toHaveLength(users);
    },
  );

  test('the command rehearse with --compare prints JSON for programs, without the users', async () => {
    const { out } = await compare(CAMPAIGN, '--compare', looser, '--json');
    const at = expect.stringMatching(/^2026-12-08T.*Z$/);
    expect(JSON.parse(out)).toEqual({
      from: '2026-12-01T08:59:00.000Z',
      until: at,
      ...{ events: 9, accepted: 9, leftOut: 0, refused: { count: 0, first: [] } },
      total: { sentBefore: 3, sentAfter: 2, fewer: 1, more: 0, changed: 0 },
      campaigns: [
        {
          campaignId: 'resend-welcome',
          name: 'Resend the welcome email',
          ...{ sentBefore: 3, sentAfter: 2, fewer: 1, more: 0, changed: 0 },
        },
      ],
      fewer: [
        {
          at,
          ...{ campaignId: 'resend-welcome', userId: 'Cleo', eventId: 'mail-cleo' },
          other: { outcome: 'cancelled', reason: 'exception' },
        },
      ],
      more: [],
      changed: [],
    });
  });

  test('the command rehearse with --compare names a campaign that only one version publishes', async () => {
    const { folder, values } = folderOf('draft', 20);
    writeFileSync(join(folder, 'resend.yaml'), `${readFileSync(CAMPAIGN, 'utf8')}\nstate: draft\n`);
    const { out } = await compare(CAMPAIGN, '--compare', folder, '--values', values);
    expect(out).toContain('resend-welcome (only after): 0 fewer, 2 more');
    expect(out).toContain('; before: the campaign is not there');
  });

  test('the command rehearse with --compare reports refused events once, with exit code 1 if no other can be played', async () => {
    const events = file('refused.jsonl', 'no json\n');
    const { code, out, err } = await command(['rehearse', CAMPAIGN, '--events', events, '--compare', looser]);
    expect(code).toBe(1);
    expect(out).toMatch(/\n1 event refused\n {2}line 1: /);
    expect(err).toMatch(/: 1 event refused, and no other to be played$/);
  });
});

describe('the values of two versions', () => {
  const [strict, loose] = [folderOf('strict', 20), folderOf('loose', 40)];
  const counts = async (...words: readonly string[]) =>
    /^all campaigns: .*/m.exec((await compare(strict.folder, '--compare', loose.folder, ...words)).out)?.[0];

  test('the values of a stage are those of both versions', async () => {
    expect(await counts('--values', strict.values)).toMatch(/0 fewer, 0 more, 0 changed \(sent before: 2, after: 2\)/);
    expect(await counts('--values', loose.values)).toMatch(/0 fewer, 0 more, 0 changed \(sent before: 3, after: 3\)/);
  });

  test('the values of the version to compare with may be others', async () => {
    expect(await counts('--values', strict.values, '--compare-values', loose.values)).toMatch(
      /1 fewer, .*\(sent before: 3, after: 2\)/,
    );
  });

  test('the values of a stage are for the folder alone if one version is a file', async () => {
    const { out: old } = await compare(CAMPAIGN, '--compare', loose.folder, '--values', loose.values);
    expect(old).toContain('all campaigns: 1 fewer');
    const { out: present } = await compare(loose.folder, '--compare', CAMPAIGN, '--values', loose.values);
    expect(present).toContain('all campaigns: 0 fewer, 1 more');
  });

  test.each([
    [['--compare-values', loose.values], '--compare-values: expected --compare with the version that has these values'],
    [
      ['--compare', looser, '--compare-values', loose.values],
      '--compare-values: expected a folder with a campaigns.yaml, found files alone',
    ],
    [
      ['--compare', looser, '--values', loose.values],
      '--values: expected a folder with a campaigns.yaml, found files alone',
    ],
    [
      ['--compare', loose.folder, '--values', strict.values, '--compare-values', loose.values],
      '--values: expected a folder with a campaigns.yaml, found files alone',
    ],
    [['--compare', 'nowhere'], 'nowhere: there is no such file'],
  ])('values that no version takes are misused: %j', async (words, err) => {
    expect(await compare(CAMPAIGN, ...words)).toMatchObject({ code: 2, err });
  });

  test('faults of the version to compare with are refused, and its warnings are not printed', async () => {
    const faulty = versionOf('faulty.yaml', '7 days', 'a while');
    expect(await compare(CAMPAIGN, '--compare', faulty)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${faulty}:8:8 delay: expected`),
    });
    const warned = versionOf('warned.yaml', ', openKind: human', '');
    expect((await compare(warned, '--compare', CAMPAIGN)).err).toContain('warning');
    expect(await compare(CAMPAIGN, '--compare', warned)).toMatchObject({ code: 0, err: '' });
  });
});
