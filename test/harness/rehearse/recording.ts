import type { RecordingReaderSettings } from '../../../rehearse/recording-batch.ts';

/** The instant at which the recordings of the tests begin. */
export const START = Date.UTC(2026, 11, 1, 9);

/** The file of a campaign that sends an email again after a week, unless it was opened. */
export const RESEND_FILE = `
id: resend
name: Resend
triggers: [{ interaction: email.received, campaign: mail }]
delay: 7 days
exceptions: [{ interaction: email.opened, campaign: mail }]
messages: [{ channel: email, subject: Again, body: Hello }]
`;

/** The settings of a reader that looks for one interaction, and lists the users. */
export const SETTINGS: RecordingReaderSettings = {
  keys: new Set(['email.received#mail']),
  until: Number.POSITIVE_INFINITY,
  needsUsers: true,
  needsSorting: false,
};
