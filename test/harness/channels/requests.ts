import type { ComposeOptions } from '../../../channels/email/compose.ts';
import type { SendRequest } from '../../../core/contracts/sender.ts';

/** The options of emails whose text and preheader are recognizable. */
export const EMAIL_OPTIONS: ComposeOptions = {
  defaultFrom: 'Shop <shop@example.com>',
};

/** Creates the request to send an email with these fields to Ada. */
export function createEmailRequest(message: object = {}, changes: Partial<SendRequest> = {}): SendRequest {
  return {
    dispatchId: 'dispatch_1-a',
    campaignId: 'cart-reminder',
    version: 3,
    userId: 'ada',
    message: { channel: 'email', subject: 'Your cart', body: 'It waits.', ...message },
    part: 0,
    target: 'ada@example.com',
    isTransactional: false,
    tracking: { opens: false, clicks: false },
    dispatchedAt: '2026-11-29T09:00:00Z',
    ...changes,
  };
}
