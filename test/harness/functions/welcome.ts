import { followUpOfTarget } from '../adapters/sample.ts';
import { onTheBus } from './in-container.ts';

/** A follow-up of the welcome email that a purchase cancels. */
export const reminder = followUpOfTarget('reminder', 'welcome', { exceptions: [{ behavior: 'purchase.made' }] });
/** A follow-up of the welcome email that leaves at once. */
export const immediate = followUpOfTarget('immediate', 'welcome', { delay: 'none', reeligibility: 'immediately' });

/** Creates an event as the bus delivers it: a user receives the welcome email. */
export const gets = (userId: string, id = `mail for ${userId}`) =>
  onTheBus({ userId, id, interaction: 'email.received', campaignId: 'welcome' });
/** Creates an event as the bus delivers it: a user buys something. */
export const buys = (userId: string, id = `purchase of ${userId}`) =>
  onTheBus({ userId, id, behavior: 'purchase.made' });
