import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { explainDefinitionWarning } from '../../language/en.ts';

/** Returns the warnings about a campaign that waits for a time, and that an event cancels. */
function warningsOf(delay: unknown, exception: object) {
  const checked = checkDefinition({
    id: 'win-back',
    name: 'Win back',
    triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
    delay,
    exceptions: [{ behavior: 'session.started' }, exception],
    messages: [{ channel: 'sms', body: 'Hello' }],
  });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  return checked.warnings.map((warning) => `${warning.path.join('.')}: ${explainDefinitionWarning(warning)}`);
}

const opened = { interaction: 'email.opened', campaign: 'welcome', openKind: 'human' };
const WARNING =
  'exceptions.1: Amazon SES tracks opens and clicks for 60 days after an email was sent: where it sends the email, later ones do not cancel the wait, which is longer';

describe('a wait that is longer than Amazon SES tracks emails', () => {
  test.each([
    ['60 days', []],
    ['5184001 seconds', [WARNING]],
    ['9 weeks', [WARNING]],
    [{ in: '59 days', at: '09:00' }, []],
    [{ in: '60 days', at: '09:00' }, [WARNING]],
    [{ next: 'monday', at: '09:00' }, []],
  ])('a wait of %o for an open gets a warning only if it may be longer than 60 days', (delay, warnings) => {
    expect(warningsOf(delay, opened)).toEqual(warnings);
  });

  test.each([
    [opened, [WARNING]],
    [{ interaction: 'email.clicked', campaign: 'welcome' }, [WARNING]],
    [{ interaction: 'email.alias_clicked', campaign: 'welcome', linkAlias: 'tea' }, [WARNING]],
    [{ interaction: 'email.received', campaign: 'welcome', receipt: 'delivered' }, []],
    [{ interaction: 'sms.short_link_clicked', campaign: 'welcome' }, []],
    [{ behavior: 'purchase.made' }, []],
  ])('a long wait gets a warning if an open or a click of an email cancels it: %o', (exception, warnings) => {
    expect(warningsOf('90 days', exception)).toEqual(warnings);
  });

  test('a long wait for an open by people or machines gets both warnings (R64)', () => {
    const { openKind: _, ...any } = opened;
    expect(warningsOf('90 days', any)).toEqual([
      expect.stringContaining('openKind: human counts people only'),
      WARNING,
    ]);
  });

  test('a wait that nothing cancels gets no warning', () => {
    expect(warningsOf('90 days', { behavior: 'custom_event.performed', name: 'done' })).toEqual([]);
  });
});
