import { describe, expect, test } from 'vitest';
import { deliverySchema } from '../../api/schemas/delivery.ts';
import { DEFAULT_SENDING_MODE, SENDING_MODES } from '../../core/contracts/sending.ts';
import { parseSendingSettings } from '../../server/sending-settings.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

/** Returns the names of the environment variables that the settings of senders are read from. */
function listVariables(): string[] {
  const names = new Set<string>();
  const set: Readonly<Record<string, string>> = {
    SMTP_URL: 'smtp://localhost:1025',
    EMAIL_FROM: 'a@shop.example',
    PUBLIC_PORT: '0',
  };
  const env = new Proxy(set, {
    get(target, name) {
      if (typeof name !== 'string') return undefined;
      names.add(name);
      return target[name];
    },
  });
  expect(parseSendingSettings(env)).toHaveProperty('policy');
  return [...names].filter((name) => !name.endsWith('_FILE')).toSorted();
}

describe('the pages about senders', () => {
  test('the page about one machine lists every environment variable of senders, and no other', () => {
    const page = new DocumentationPage('operating/one-machine.md');
    const listed = page.firstColumn('Senders');
    expect(listed.length).toBeGreaterThan(8);
    expect(listed.toSorted()).toEqual(listVariables());
    expect(page.table('Senders').find(([name]) => name === '`SENDING`')?.[2]).toBe(`\`${DEFAULT_SENDING_MODE}\``);
  });

  test('the page about sending lists every state of a delivery and every mode (R80, R91)', () => {
    const page = new DocumentationPage('concepts/sending.md');
    expect(page.firstColumn('Deliveries')).toEqual(deliverySchema.entries.state.options);
    expect(page.table('What may be sent').map(([mode]) => codesIn(mode)[0])).toEqual([...SENDING_MODES]);
  });
});
