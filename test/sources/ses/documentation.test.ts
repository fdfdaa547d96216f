import { describe, expect, test } from 'vitest';
import { MAIL_TAGS } from '../../../core/contracts/mail-tags.ts';
import { codesIn, DocumentationPage } from '../../harness/docs/page.ts';
import { PARTS } from './recorded-events.ts';

const page = new DocumentationPage('reference/ses.md');

describe('docs/reference/ses.md', () => {
  test('docs/reference/ses.md names every event type of SES, as read or as skipped', () => {
    const read = page.table('What is read').flatMap(([types = '']) => codesIn(types));
    expect(new Set(read).intersection(new Set(Object.keys(PARTS)))).toEqual(
      new Set(Object.keys(PARTS).filter((type) => type !== 'DeliveryDelay')),
    );
    expect(page.text.split('## Skipped and rejected')[1]).toContain('`DeliveryDelay`');
  });

  test('docs/reference/ses.md names every tag that an email of ours carries', () => {
    const named = page.table('Whose email it is').flatMap(([tags = '']) => codesIn(tags));
    expect(named).toEqual(expect.arrayContaining(Object.values(MAIL_TAGS)));
  });
});
