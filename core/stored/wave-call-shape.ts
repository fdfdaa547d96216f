import { isObject } from '../contracts/object.ts';
import type { WaveCall } from '../contracts/wave.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the next call of a wave. */
export const WAVE_CALL: StoredShape<WaveCall> = {
  expected: 'a call of a wave',
  matches: (value): value is WaveCall =>
    isObject(value) &&
    isWave(value['wave']) &&
    typeof value['at'] === 'number' &&
    typeof value['isLastCall'] === 'boolean' &&
    typeof value['broken'] === 'number' &&
    typeof value['attempts'] === 'number',
};

function isWave(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['campaignId'] === 'string' &&
    typeof value['publication'] === 'number' &&
    typeof value['departure'] === 'number'
  );
}
