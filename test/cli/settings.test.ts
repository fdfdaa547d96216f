import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const settings = (...words: string[]) => installation.connector(['settings', ...words]);

function write(text: string): string {
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, text);
  return file;
}

const NEEDED = 'consent needed  email subscribed, sms optedIn, push subscribed\ntracked         nothing';

describe('the command settings', () => {
  test('settings shows the zone of the company, and who changed what (R21, R74)', async () => {
    expect(await settings()).toMatchObject({ code: 0, out: `company zone    UTC\n${NEEDED}`, err: '' });
    const file = write(
      'companyZone: Europe/Berlin\nfrequencyCaps:\n  - { atMost: 3, in: 7 days, calendarDays: true, channel: sms }\n',
    );
    const changed = await settings(file);
    expect(changed).toMatchObject({ code: 0, err: '' });
    const shown = (await settings()).out;
    expect(shown).toMatch(
      /^company zone {4}Europe\/Berlin\nconsent needed {2}email subscribed, sms optedIn, push subscribed\ntracked {9}nothing\nfrequency cap {3}at most 3 in 7 days, by calendar days, sms\n\n2026-12-01T09:00:00Z {2}companyZone, frequencyCaps {2}by \S/,
    );
    expect(changed.out).toBe(`revision 1 of the settings is saved\n${shown}`);
  });

  test('settings with a file that changes nothing says so (R97)', async () => {
    const file = write('companyZone: null\n');
    expect((await settings(file)).out).toBe(`${file}: nothing to change\ncompany zone    UTC\n${NEEDED}`);
  });

  test('settings prints the answer as JSON with --json', async () => {
    expect(JSON.parse((await settings('--json')).out)).toMatchObject({ revision: 0, companyZone: 'UTC' });
  });

  test('settings names the place of a fault in the file, and saves nothing (R21)', async () => {
    const file = write('companyZone: Europe/Berln\n');
    const refused = await settings(file);
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      `${file}:1:14 companyZone: expected the name of a time zone, such as "Europe/Berlin", found "Europe/Berln"`,
    );
    expect((await settings()).out).toBe(`company zone    UTC\n${NEEDED}`);
  });

  test('settings ends with exit code 2 if there is no such file', async () => {
    expect(await settings(join(folder, 'missing.yaml'))).toMatchObject({ code: 2 });
  });
});
