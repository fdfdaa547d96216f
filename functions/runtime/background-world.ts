import { BACKGROUND } from '../../adapters/aws/clients.ts';
import { newWorld } from './world.ts';

/** The world of a Lambda that works off a queue, a wave or a schedule. */
export const world = newWorld(BACKGROUND);
