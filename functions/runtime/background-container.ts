import { BACKGROUND_CALL_LIMITS } from '../../adapters/aws/clients.ts';
import { createContainer } from './container.ts';

/** The container of a Lambda function that processes a queue, a wave or a schedule. */
export const container = createContainer(BACKGROUND_CALL_LIMITS);
