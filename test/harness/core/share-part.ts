import { createHash } from 'node:crypto';

/** Computes the part of a user in the range of shares, 0 to 9,999, from the rule's words and not with the code of the product. */
export function sharePartOf(campaignId: string, userId: string): number {
  const hash = createHash('sha256')
    .update(JSON.stringify([campaignId, userId]))
    .digest();
  return hash.readUInt32BE(0) % 10_000;
}

/** Returns the first of the users u0, u1, … of a campaign whose parts lie in a range, its end not included. */
export function usersWithin(campaignId: string, [from, to]: readonly [number, number], count: number): string[] {
  const found: string[] = [];
  for (let number = 0; found.length < count; number += 1) {
    const part = sharePartOf(campaignId, `u${number}`);
    if (part >= from && part < to) found.push(`u${number}`);
  }
  return found;
}

/** Returns the first of the users u0, u1, … of a campaign whose part lies in a range, its end not included. */
export function userWithin(campaignId: string, from: number, to: number): string {
  return usersWithin(campaignId, [from, to], 1)[0] ?? '';
}
