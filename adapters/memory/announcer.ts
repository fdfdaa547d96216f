import type { Announcer } from '../../core/ports.ts';

/** An announcer that announces nothing: a rehearsal answers at its end. */
export const silentAnnouncer: Announcer = { hasEnrollmentEvents: false, announce: async () => undefined };
