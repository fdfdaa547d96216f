import { describe, expect, test } from 'vitest';
import { findRenames } from '../../core/project/find-renames.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const old = followUpOfTarget('old', 'welcome');

describe('renamed ids', () => {
  test('a new campaign with the triggers of one without a file is taken for it, although other fields differ (R55)', () => {
    const edited = followUpOfTarget('new', 'welcome', { delay: '2 days', name: 'Other', messages: [] });
    expect(findRenames([edited], [old])).toEqual([{ from: 'old', to: 'new' }]);
  });

  test('a new campaign with other triggers is not taken for one without a file', () => {
    expect(findRenames([followUpOfTarget('new', 'other')], [old])).toEqual([]);
    const more = { triggers: [...old.triggers, { behavior: 'session.started' as const }] };
    expect(findRenames([followUpOfTarget('new', 'welcome', more)], [old])).toEqual([]);
  });

  test('triggers whose fields have another order are the same triggers', () => {
    const triggers = [{ campaign: 'welcome', interaction: 'email.received' as const }];
    expect(findRenames([{ ...old, id: 'new', triggers }], [old])).toHaveLength(1);
  });

  test('the campaign with the most equal fields is taken of several, and each is taken once', () => {
    const other = followUpOfTarget('other', 'welcome', { delay: '5 days', name: 'Other' });
    expect(findRenames([{ ...other, id: 'new' }], [old, other])).toEqual([{ from: 'other', to: 'new' }]);
    const two = [
      { ...other, id: 'new' },
      { ...other, id: 'second' },
    ];
    expect(findRenames(two, [old, other])).toEqual([
      { from: 'other', to: 'new' },
      { from: 'old', to: 'second' },
    ]);
    expect(findRenames(two, [other])).toEqual([{ from: 'other', to: 'new' }]);
  });

  test('campaigns of other tools are never taken for another', () => {
    const elsewhere = (id: string) => ({ id, name: 'Welcome', sentElsewhere: true }) as const;
    expect(findRenames([elsewhere('new')], [elsewhere('old'), old])).toEqual([]);
  });
});
