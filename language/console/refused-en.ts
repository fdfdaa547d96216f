import type { Refusal } from '../../core/parse-entry.ts';

type RetryCode = Refusal['code'] | 'UnknownId' | 'EntryCut';

const codes: Readonly<Record<RetryCode, string>> = {
  MalformedEntry: 'It is no event: its frame is not that of an entry',
  UnknownBus: 'It names another bus',
  UnknownDetailType: 'Its DetailType is unknown',
  MalformedDetail: 'A field of its Detail is missing or wrong',
  InTheFuture: 'It lies more than five minutes in the future',
  FilterTooCostly: 'A filter of a campaign would take too many steps for it; other campaigns were served',
  FilterNotSupported: 'A campaign has a filter that is refused today; other campaigns were served',
  ProfileTooLarge: 'The profile of the user would become too large',
  UserDeleted: 'The user was deleted, and the event is from before that',
  MergeRefused: 'The users cannot be merged in this way',
  InternalFailure: 'The installation failed to process it, several times',
  UnknownId: 'No refused event has this id any more',
  EntryCut: 'Only its beginning is kept, so that its producer has to send it again',
};

/** The texts of the list of refused events, in English. */
export const refusedTextsEn = {
  title: 'Refused events',
  description:
    'Events that were not processed, with the reason. They are kept for 45 days, and never retried by themselves.',
  label: 'Refused events',
  empty: 'No event was refused.',
  noMatch: 'No refused event matches.',
  noneYet: 'None of the events that were read so far matches. More follow.',
  filterId: 'Id of the refused event',
  filterUser: 'User id',
  filter: 'Filter',
  clear: 'Clear the filters',
  columns: { at: 'Refused', reason: 'Reason', fault: 'Field and fault', user: 'User', entry: 'Event', id: 'Id' },
  codes,
  entry: 'Show the event',
  entryCut: (bytes: string) => `Only the beginning is kept. The event had ${bytes} bytes.`,
  retriedAt: 'Put again',
  select: (id: string) => `Select ${id}`,
  selectAll: 'Select all that are shown',
  selected: (count: string) => `${count} selected`,
  retry: (count: string) => `Retry ${count} ${count === '1' ? 'event' : 'events'}`,
  retryNone: 'Retry events',
  nothingSelected: 'Select events first.',
  consequencesTitle: (count: string) => `Retry ${count} refused ${count === '1' ? 'event' : 'events'}?`,
  consequences: [
    'Each event is put as it came, with its own id and instant. One that was processed meanwhile counts as a repeat, and does nothing.',
    'Campaigns judge it by the time at which it happened: users may be enrolled, waits cancelled, and messages that are due leave at once.',
    'If the cause is not mended, the event stays refused: its result states that, or it is in this list once more.',
    'This cannot be undone.',
  ],
  resultsTitle: 'Results of the retry',
  resultSummary: (done: string, failed: string) => `Put again: ${done}. Not put: ${failed}.`,
  resultDone: (eventId: string) => `Put again as event ${eventId}`,
  resultColumns: { id: 'Id', result: 'Result' },
};

/** The texts of the list of refused events. */
export type RefusedTexts = typeof refusedTextsEn;
