import { BACKGROUND_CALL_LIMITS } from '../../adapters/aws/clients.ts';
import { getRedeliveryDelay, MAX_DELIVERIES } from '../../core/contracts/redelivery.ts';
import { FUNCTION_SETTINGS } from '../cost/settings.ts';
import type { Blast } from './blast.ts';

/** The settings with which the connector enrolls users; the users and the table differ from blast to blast. */
export const SHIPPED: Omit<Blast, 'users' | 'writesPerSecond'> = {
  maxConcurrency: FUNCTION_SETTINGS['match-trigger'].maxConcurrency,
  maxDeliveries: MAX_DELIVERIES,
  redeliveryDelay: getRedeliveryDelay,
  maxAttempts: BACKGROUND_CALL_LIMITS.database.maxAttempts,
};
