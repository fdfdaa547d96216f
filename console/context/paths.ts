/** Returns the path of the page of a campaign. */
export function campaignPath(id: string): string {
  return `/campaigns/${encodeURIComponent(id)}`;
}

/** Returns the path of the editor of a campaign. */
export function editPath(id: string): string {
  return `/edit?${new URLSearchParams({ id })}`;
}

/** Returns the path of the page of a user. The id is in the query, since it may be any text. */
export function userPath(userId: string): string {
  return `/users?${new URLSearchParams({ userId })}`;
}

/** Returns the path of the page of a user with the decisions of one campaign. */
export function userOfCampaignPath({
  userId,
  campaignId,
}: {
  readonly userId: string;
  readonly campaignId: string;
}): string {
  return `/users?${new URLSearchParams({ userId, campaignId })}`;
}

/** Returns the path that finds the user of a dispatch. */
export function dispatchPath(dispatchId: string): string {
  return `/users?${new URLSearchParams({ dispatchId })}`;
}

/** Returns the path of the list of refused events that name a user. */
export function refusedOfUserPath(userId: string): string {
  return `/refused?${new URLSearchParams({ userId })}`;
}

/** Returns the path of a sample of a dead-letter queue. */
export function deadLettersPath(queue: string): string {
  return `/dead-letters?${new URLSearchParams({ queue })}`;
}
