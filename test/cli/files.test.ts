import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const scratch = mkdtempSync(join(tmpdir(), 'campaign-connector-'));
function file(name: string, content: string | Buffer): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const campaign = (more = '', id = 'a') =>
  `id: ${id}\nname: A\ntriggers: [{ interaction: email.received, campaign: josé }]\nmessages:\n  - { channel: sms, body: Hello }\n${more}`;
const doubtful = file('doubtful.yaml', campaign('audience: { newsletter: yes }\n', 'doubtful'));
const WARNING = `warning: ${doubtful}:6:25 audience.newsletter: yes is read as text`;

describe('a campaign file', () => {
  const installation = useInstallation();
  const connector = (...words: string[]) => installation.connector(words);

  test('a campaign file in Latin-1 is refused by check and save, because its trigger would match no user (R61)', async () => {
    const path = file('latin1.yaml', Buffer.from(campaign(), 'latin1'));
    const fault = `${path}:3:56 the whole: expected text in UTF-8, found byte 0xE9`;
    expect(await connector('check', path)).toMatchObject({ code: 1, out: `${fault}\n1 file: 1 fault` });
    expect(await connector('save', path)).toMatchObject({ code: 1, out: '', err: fault });
    expect((await connector('list')).out).toContain('No campaigns yet');
  });

  test('a campaign file in UTF-8 with a byte order mark is saved as it is', async () => {
    const path = file('marked.yaml', `\uFEFF${campaign()}`);
    expect(await connector('check', path)).toMatchObject({ code: 0, out: '1 file: nothing wrong' });
    expect((await connector('save', path)).code).toBe(0);
    expect(JSON.parse((await connector('show', 'a', '--json')).out)).toMatchObject({
      definition: { triggers: [{ campaign: 'josé' }] },
    });
  });

  test('a campaign file with a warning passes the check, which prints the warning with its place', async () => {
    const { code, out, err } = await connector('check', doubtful);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [warning, summary] = out.split('\n');
    expect(warning?.startsWith(WARNING)).toBe(true);
    expect(summary).toBe('1 file: nothing wrong, 1 warning');
  });

  test('a campaign file with a warning is checked with the warning in JSON for programs', async () => {
    expect(JSON.parse((await connector('check', doubtful, '--json')).out)).toEqual({
      files: [
        {
          file: doubtful,
          id: 'doubtful',
          faults: [],
          warnings: [
            {
              path: ['audience', 'newsletter'],
              message: expect.stringContaining('yes is read as text'),
              line: 6,
              column: 25,
            },
          ],
        },
      ],
    });
  });

  test('a campaign file with a warning is saved, and the warning is printed to stderr', async () => {
    const saved = await connector('save', doubtful);
    expect(saved).toMatchObject({ code: 0, out: expect.stringMatching(/^doubtful: version 1 saved\./) });
    expect(saved.err.startsWith(WARNING)).toBe(true);
    expect(JSON.parse((await connector('save', doubtful, '--json')).out).saved).toHaveLength(1);
  });

  test('a campaign file with a warning is not saved together with a file that has a fault, and both are reported', async () => {
    const faulty = file('faulty.yaml', campaign('dealy: 1 day\n', 'faulty'));
    const { code, out } = await connector('check', doubtful, faulty);
    expect(code).toBe(1);
    expect(out).toContain(WARNING);
    expect(out).toContain(`${faulty}:6:1 dealy: expected`);
    expect(out).toContain('2 files: 1 fault, 1 warning');
    expect((await connector('save', doubtful, faulty)).code).toBe(1);
    expect((await connector('list')).out).toContain('No campaigns yet');
  });

  test('a campaign file with a warning is rehearsed, and the warning is printed to stderr', async () => {
    const { code, err } = await connector('rehearse', doubtful, '--events', file('none.jsonl', ''));
    expect(code).toBe(0);
    expect(err.startsWith(WARNING)).toBe(true);
  });

  test('a campaign file with a secret passes check and save, which warn of its place and do not print it', async () => {
    const secret = ['npm', 'k3'.repeat(18)].join('_');
    const path = file('secret.yaml', campaign().replace('body: Hello', `body: "Hello ${secret}"`));
    const warning = `warning: ${path}:5:27 messages.0.body: this looks like a token of npm; everyone who can read the file or the campaign can use it`;
    const checked = await connector('check', path);
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining(warning) });
    const saved = await connector('save', path);
    expect(saved).toMatchObject({ code: 0, err: expect.stringContaining(warning) });
    const published = await connector('publish', 'a');
    expect(published.out).toContain('warning: messages.0.body: this looks like a token of npm');
    const json = await connector('check', path, '--json');
    expect(JSON.parse(json.out).files[0].warnings).toMatchObject([{ path: ['messages', 0, 'body'], line: 5 }]);
    expect([checked, saved, published, json].map(({ out, err }) => `${out}${err}`).join()).not.toContain('k3k3');
  });

  test('a campaign file with a template without quotes is refused with what to write', async () => {
    const path = file('bare.yaml', campaign().replace('body: Hello', 'body: {{ user.first_name }}'));
    expect((await connector('check', path)).out).toMatch(
      /bare\.yaml:5:27 the whole: expected quotes around text .*"Hello \{\{ user\.first_name \}\}"/,
    );
  });

  test('a campaign file of 60,000 keys is refused without a delay', async () => {
    const path = file('keys.yaml', Array.from({ length: 40_000 }, (_, index) => `${index.toString(36)}:\n`).join(''));
    const began = performance.now();
    expect((await connector('check', path)).out).toContain('at most 50,000 keys, values and signs in a file');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
