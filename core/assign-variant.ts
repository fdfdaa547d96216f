import type { FollowUpDefinition } from './contracts/definition.ts';
import { SHARE_PARTS, toShareParts } from './contracts/variants.ts';
import { digest } from './identity.ts';
import { sha256 } from './sha256.ts';

/** The parts of a definition that say who gets what. */
type ShareFields = Pick<FollowUpDefinition, 'id' | 'controlGroup' | 'variants'>;

/** The variant of a user, or the control group. Both are absent if all users get the same messages. */
export interface Assignment {
  readonly variant?: string;
  /** True if the user is in the control group. */
  readonly isControl?: true;
  /** The variant whose messages a user of the control group would have, if the campaign has variants. */
  readonly comparedVariant?: string;
}

/** A function that returns the variant of a user. It returns the same for a user as long as the shares stay (R46). */
export type AssignVariant = (userId: string) => Assignment;

/**
 * Creates the function that assigns users to the variants and the control group of a campaign; undefined if all users get the same.
 * Variants have the beginning of the range of hashes, in their order, and the control group has its end: raising it keeps who was in it.
 */
export function createAssignment(definition: ShareFields): AssignVariant | undefined {
  const { id, controlGroup = 0, variants = [] } = definition;
  const controlParts = toShareParts(controlGroup);
  if (controlParts === 0 && variants.length === 0) return undefined;
  const begin = SHARE_PARTS - controlParts;
  return (userId) => {
    const part = computeSharePart(id, userId);
    if (part < begin) return withVariant('variant', findVariant(part, variants));
    // A variant as likely as among the other users, so that the messages of both fail alike.
    const compared = findVariant(Math.floor(((part - begin) * begin) / controlParts), variants);
    return { isControl: true, ...withVariant('comparedVariant', compared ?? variants[0]?.name) };
  };
}

/** Returns the part of the range of hashes in which a user lies: 0 to 9,999, by the first 32 bits of the SHA-256 of campaign and user. */
export function computeSharePart(campaignId: string, userId: string): number {
  const sextets = [...sha256(JSON.stringify([campaignId, userId])).slice(0, 6)].map((digit) => DIGITS.indexOf(digit));
  const bits = sextets.reduce((sum, sextet) => sum * 64 + sextet, 0);
  return Math.floor(bits / 16) % SHARE_PARTS;
}

/** Returns a digest of the shares of a campaign: statistics of versions with the same shares can be added up. */
export function createSharesDigest({ controlGroup = 0, variants = [] }: Omit<ShareFields, 'id'>): string {
  const shares = variants.map(({ name, share }) => [name, toShareParts(share)]);
  return digest('shares', JSON.stringify([toShareParts(controlGroup), shares]));
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function findVariant(part: number, variants: ShareFields['variants'] = []): string | undefined {
  let end = 0;
  return variants.find(({ share }) => {
    end += toShareParts(share);
    return part < end;
  })?.name;
}

function withVariant(field: 'variant' | 'comparedVariant', name: string | undefined): Assignment {
  return name === undefined ? {} : { [field]: name };
}
