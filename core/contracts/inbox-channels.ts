/** The channels whose messages lie in the inbox of their user (R89). */
export const INBOX_CHANNELS = ['in_app_message', 'content_card'] as const;
export type InboxChannel = (typeof INBOX_CHANNELS)[number];
