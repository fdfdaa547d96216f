import { isObject } from '../contracts/object.ts';
import type { Figures } from '../statistics/figures.ts';
import type { RecountState } from '../statistics/recount-state.ts';
import type { Recounted } from '../statistics/recounted.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of figures. */
export const FIGURES: StoredShape<Figures> = { expected: 'figures', matches: isFigures };

/** The shape of the figures of a recount. */
export const RECOUNTED: StoredShape<Recounted> = {
  expected: 'the figures of a recount',
  matches: (value): value is Recounted =>
    isObject(value) &&
    typeof value['number'] === 'number' &&
    typeof value['at'] === 'number' &&
    isFigures(value['figures']),
};

/** The shape of the state of the recounts. */
export const RECOUNT_STATE: StoredShape<RecountState> = {
  expected: 'the state of the recounts',
  matches: (value): value is RecountState =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    typeof value['number'] === 'number' &&
    (value['begunAt'] === undefined || typeof value['begunAt'] === 'number') &&
    (value['doneAt'] === undefined || typeof value['doneAt'] === 'number') &&
    (value['walk'] === undefined || isWalk(value['walk'])),
};

function isWalk(value: unknown): boolean {
  return (
    isObject(value) &&
    isListOfText(value['campaigns']) &&
    isListOfText(value['parts']) &&
    Array.isArray(value['segments']) &&
    value['segments'].every((cursor) => cursor === null || typeof cursor === 'string')
  );
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isFigures(value: unknown): value is Figures {
  return isObject(value) && Object.values(value).every((count) => typeof count === 'number');
}
