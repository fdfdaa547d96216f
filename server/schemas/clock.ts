import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';

/** The schema of the answer about the manual clock. */
export const clockSchema = v.object({ now: instantTextSchema });

/** The answer about the manual clock. */
export type ClockView = v.InferOutput<typeof clockSchema>;
