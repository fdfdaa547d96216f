import { isObject } from '../contracts/object.ts';
import type { MergeHistory } from '../merge-history.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the history of merges. */
export const MERGE_HISTORY: StoredShape<MergeHistory> = {
  expected: 'the history of merges',
  matches: (value): value is MergeHistory =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    typeof value['hasMerged'] === 'boolean' &&
    (value['since'] === undefined || typeof value['since'] === 'number'),
};
