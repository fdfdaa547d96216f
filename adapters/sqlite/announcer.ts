import type { Announcer } from '../../core/ports.ts';

/** An announcer that announces nothing: one machine has no bus to announce on, and answers over HTTP. */
export const silentAnnouncer: Announcer = { hasEnrollmentEvents: false, announce: async () => undefined };
