import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { addMerge, EMPTY_MERGE_HISTORY, findFirstMergeAt, UNKNOWN_MERGE_HISTORY } from '../../core/merge-history.ts';

const NOW = Date.UTC(2026, 11, 1);

describe('the history of merges', () => {
  test('an installation that wrote no history may have merged users (R65)', () => {
    expect(UNKNOWN_MERGE_HISTORY).toEqual({ rev: 0, hasMerged: true });
  });

  test('the first merge of an installation without merges waits until what anyone read of the history is too old (R65)', () => {
    const history = addMerge(EMPTY_MERGE_HISTORY, NOW);
    expect(history).toEqual({ rev: 2, hasMerged: true, since: NOW });
    expect(findFirstMergeAt(history, MINUTE)).toBe(NOW + 2 * MINUTE);
    expect(addMerge(history, NOW + SECOND)).toBe(history);
  });

  test('a merge does not wait where others may have come before it, or where no caller uses an old history (R65)', () => {
    const first = addMerge(UNKNOWN_MERGE_HISTORY, NOW);
    expect(first).toEqual({ rev: 1, hasMerged: true });
    expect(findFirstMergeAt(first, MINUTE)).toBeLessThan(NOW);
    expect(findFirstMergeAt(addMerge(EMPTY_MERGE_HISTORY, NOW), 0)).toBeLessThan(NOW);
  });
});
