import { isObject } from '../contracts/object.ts';
import type { PauseState } from '../pauses.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the pauses. */
export const PAUSE_STATE: StoredShape<PauseState> = {
  expected: 'the pauses',
  matches: (value): value is PauseState =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    (value['all'] === undefined || isPause(value['all'])) &&
    isObject(value['campaigns']) &&
    Object.values(value['campaigns']).every(isPause) &&
    Array.isArray(value['history']),
};

function isPause(value: unknown): boolean {
  return isObject(value) && typeof value['by'] === 'string';
}
