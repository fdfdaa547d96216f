/** The texts of the departures of all campaigns, in English. */
export const departureTextsEn = {
  title: 'Departures',
  description:
    'The waves that wait or are leaving, of all campaigns. All users of a wave are sent their messages together.',
  label: 'Waves that wait',
  empty: 'No wave waits.',
  emptyHint: 'A wave begins to wait when a campaign enrolls a user.',
  sortedAll: (count: string) => `All waves are shown, soonest first: ${count}.`,
  sortedPart: (count: string) =>
    `${count} waves are shown, soonest first among these. There are more: the interface lists them by their names, so that one of those that follow may leave sooner.`,
  paused: (time: string | undefined, by: string) =>
    `All campaigns are paused${time === undefined ? '' : ` since ${time}`} by ${by}. Nothing departs until they are resumed.`,
  columns: {
    departure: 'Departure',
    campaign: 'Campaign',
    waiting: 'Users who wait',
    publication: 'Publication',
    restarts: 'Restarts',
    name: 'Name',
  },
  count: 'Count the users who wait',
  countHint: (max: string) =>
    `Counting reads the places of each wave, of at most ${max} campaigns of this list, and of each campaign those of its next departures.`,
  countedAt: (time: string) => `The users were counted as of ${time}. They are counted again when you ask for it.`,
  countFailed: (campaignId: string) => `The users of ${campaignId} could not be counted`,
  chart: 'Users who wait, by departure',
  chartPart: (count: string) => `Waves that are not in the picture, because they were not counted: ${count}.`,
  chartAtLeast: 'Of a dashed bar more users may wait: only some places of the wave were read.',
  atLeast: (count: string) => `at least ${count}`,
  notCounted: 'Not counted',
  campaignPaused: 'Paused',
};

/** The texts of the departures of all campaigns. */
export type DepartureTexts = typeof departureTextsEn;
