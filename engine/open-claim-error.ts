/**
 * The error of an event that could convert a message which is claimed, and may yet not be sent (R47). All else that the event does is done.
 * It has to come again in seconds, and its repeat changes nothing but the conversion (R60).
 */
export class OpenClaimError extends Error {
  constructor(campaignIds: readonly string[]) {
    super(
      `a message of ${campaignIds.join(', ')} is claimed and not sent yet: the event may convert it, and comes again`,
    );
    this.name = 'OpenClaimError';
  }
}

/** Throws if an event met open claims. It is called when all else that the event does is done. */
export function throwIfClaimsOpen(campaignIds: readonly string[]): void {
  if (campaignIds.length > 0) throw new OpenClaimError(campaignIds);
}
