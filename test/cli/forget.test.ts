import { describe, expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
const { connector } = installation;

/** Puts what is known of a user, and an event of the user that is refused. */
async function isKnown(): Promise<void> {
  const profile = { userId: 'ada', attributes: { plan: 'gold' }, email: 'ada@example.com' };
  const entries = [
    { Source: 'shop', DetailType: 'User Profile Updated', Detail: profile },
    { Source: 'shop', DetailType: 'User Behavior', Detail: { userId: 'ada' } },
  ];
  await connector(['put-events', '-'], { stdin: entries.map((each) => JSON.stringify(each)).join('\n') });
}

describe('forget', () => {
  test('forget --report prints what is stored of a user and what cannot be reached, and deletes nothing', async () => {
    await isKnown();
    const { code, out, questions } = await connector(['forget', 'ada', '--report']);
    expect([code, questions]).toEqual([0, []]);
    expect(out.split('\n')).toEqual([
      'ada: not deleted',
      '',
      expect.stringMatching(/^STORED +COUNT +KEPT$/),
      expect.stringMatching(/^rows +0 +748 days/),
      expect.stringMatching(/^decisions +0 /),
      expect.stringMatching(/^waits +0 /),
      expect.stringMatching(/^seats with trigger events +0 +45 days/),
      expect.stringMatching(/^fields of the profile +2 /),
      expect.stringMatching(/^contacts +1 /),
      expect.stringMatching(/^deliveries +0 +60 days/),
      expect.stringMatching(/^messages in the inbox +0 +30 days/),
      expect.stringMatching(/^refused events +1 +45 days/),
      '',
      'The installation deletes nothing here:',
      expect.stringContaining('copies of the file of the store'),
      expect.stringContaining('output of the server'),
      expect.stringContaining('messages or events of the user'),
      expect.stringContaining('mailbox of the user'),
    ]);
    expect((await connector(['forget', 'ada', '--report'])).out).toBe(out);
  });

  test('forget --report of a merged user names the user with whom the rest is deleted (R65)', async () => {
    const merge = { fromUserId: 'visitor', intoUserId: 'ada' };
    const entry = { Source: 'shop', DetailType: 'Users Merged', Detail: merge };
    await connector(['put-events', '-'], { stdin: JSON.stringify(entry) });
    expect((await connector(['forget', 'visitor', '--report'])).out.split('\n').slice(0, 2)).toEqual([
      'visitor: not deleted',
      'visitor was merged into ada: what ada took along is deleted by forget ada only',
    ]);
  });

  test('forget deletes a user after a question, and the report says when it was done (R65)', async () => {
    await isKnown();
    const { code, out, questions } = await connector(['forget', 'ada'], { answers: true });
    expect(code).toBe(0);
    expect(questions).toEqual([expect.stringMatching(/^forget ada: 0 waits will be cancelled, and everything/)]);
    expect(out).toContain('ada is deleted since 2026-12-01T09:00:00Z. Waits end and data go within minutes.');
    await installation.advanceTo('2026-12-01T09:05:00Z');
    expect((await connector(['forget', 'ada', '--report'])).out).toContain(
      'deleted at 2026-12-01T09:00:00Z, being erased since 2026-12-01T09:00:00Z, the second sweep from 2026-12-01T09:15:00Z on',
    );
    await installation.advanceTo('2026-12-01T10:00:00Z');
    const after = (await connector(['forget', 'ada', '--report'])).out;
    expect(after).toContain('ada: deleted at 2026-12-01T09:00:00Z, erased at 2026-12-01T09:15:00Z');
    expect(after).toMatch(/^refused events +0 /m);
    expect(after).toMatch(/^fields of the profile +0 /m);
  });

  test('forget deletes nothing if the answer is no, or if no one can answer', async () => {
    await isKnown();
    expect(await connector(['forget', 'ada'], { answers: false })).toMatchObject({ code: 1, err: 'Nothing was done.' });
    expect(await connector(['forget', 'ada'])).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect((await connector(['forget', 'ada', '--report'])).out).toContain('ada: not deleted');
  });

  test('forget --json prints one JSON value, with what was stored and the deletion', async () => {
    await isKnown();
    const report = JSON.parse((await connector(['forget', 'ada', '--report', '--json'])).out);
    expect(report).toMatchObject({ userId: 'ada', erasure: { state: 'none' }, refusedEvents: 1 });
    expect(report).not.toHaveProperty('deletion');
    const { out } = await connector(['forget', 'ada', '--yes', '--json']);
    expect(JSON.parse(out)).toMatchObject({ userId: 'ada', refusedEvents: 1, deletion: { userId: 'ada' } });
  });
});
