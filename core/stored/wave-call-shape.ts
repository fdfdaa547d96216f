import * as v from 'valibot';
import type { WaveCall } from '../contracts/wave.ts';
import { waveCallSchema } from '../contracts/wave-schema.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the next call of a wave, which is the input of the state machine on AWS. */
export const WAVE_CALL: StoredShape<WaveCall> = {
  expected: 'a call of a wave',
  matches: (value): value is WaveCall => v.is(waveCallSchema, value),
};
