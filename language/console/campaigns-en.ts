/** The texts of the list of campaigns and of the page of a campaign, in English. */
export const campaignTextsEn = {
  listTitle: 'Campaigns',
  listDescription: 'Follow-up campaigns, with the outcomes of the users that they enrolled.',
  empty: 'There are no campaigns yet.',
  emptyHint: 'Take the first steps with an example.',
  noMatch: 'No campaign matches.',
  filter: 'Find by id or name',
  filterStatus: 'Status',
  anyStatus: 'Any status',
  status: { draft: 'Draft', published: 'Published', stopped: 'Stopped', archived: 'Archived' },
  paused: 'Paused',
  create: 'New campaign',
  columns: {
    name: 'Name',
    id: 'Id',
    status: 'Status',
    version: 'Version',
    waiting: 'Waiting',
    dispatched: 'Dispatched',
    cancelled: 'Cancelled',
    withheld: 'Withheld',
    nextDeparture: 'Next departure',
    project: 'Project',
    publishedAt: 'Published',
  },
};

export type CampaignTexts = typeof campaignTextsEn;
