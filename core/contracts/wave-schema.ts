import * as v from 'valibot';
import { openObject } from './fault.ts';
import type { Wave, WaveCall } from './wave.ts';

/** The schema of a number that is no fraction and not negative, such as a count or an instant. */
export const wholeNumberSchema = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number from 0'),
);

/** The schema of a wave. */
export const waveSchema: v.GenericSchema<unknown, Wave> = openObject({
  name: v.string('text'),
  campaignId: v.string('text'),
  publication: wholeNumberSchema,
  departure: wholeNumberSchema,
});

/** The schema of a call of a wave, which is the input of the state machine. */
export const waveCallSchema: v.GenericSchema<unknown, WaveCall> = openObject({
  wave: waveSchema,
  at: wholeNumberSchema,
  isLastCall: v.boolean('true or false'),
  cursor: v.exactOptional(v.string('text')),
  broken: wholeNumberSchema,
  attempts: wholeNumberSchema,
  fewestBroken: v.exactOptional(wholeNumberSchema),
  isPart: v.exactOptional(v.literal(true, 'true')),
  isOver: v.exactOptional(v.literal(true, 'true')),
});
