/**
 * The names of the tags that an email of this connector carries at its provider. The provider returns them with every event about the
 * email. Values have only letters, digits, `_` and `-`.
 */
export const MAIL_TAGS = {
  /** The id of the installation that sent it: two installations of one account ignore each other's emails. */
  installation: 'cc_installation',
  stage: 'cc_stage',
  dispatch: 'cc_dispatch',
  campaign: 'cc_campaign',
  /** The number of the message among the emails of its dispatch, from 0. Absent, it is 0. */
  part: 'cc_part',
  variation: 'cc_variation',
  /** The id of the user, in base64url of its UTF-8. Optional: the delivery knows the user too. */
  user: 'cc_user',
} as const;
