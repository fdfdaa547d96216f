import { type Definition, type FollowUpDefinition, isFollowUp } from '../contracts/definition.ts';
import { isEqualJson } from '../is-equal-json.ts';

/** A new campaign that continues one without a file: the id was probably renamed. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds the new campaigns of a project that have the triggers of a published one without a file. Of several, the one with the most equal
 * fields is taken, and each is taken once.
 */
export function findRenames(created: readonly Definition[], missing: readonly Definition[]): Rename[] {
  const left = new Map(missing.filter(isFollowUp).map((each) => [each.id, each]));
  return created.filter(isFollowUp).flatMap((each) => {
    const candidates = [...left.values()].filter((other) => isEqualJson(other.triggers, each.triggers));
    const [before] = candidates.sort((one, other) => countEqualFields(other, each) - countEqualFields(one, each));
    if (before === undefined) return [];
    left.delete(before.id);
    return [{ from: before.id, to: each.id }];
  });
}

function countEqualFields(one: FollowUpDefinition, other: FollowUpDefinition): number {
  const fields = new Map(Object.entries(other));
  return Object.entries(one).filter(([name, value]) => isEqualJson(value, fields.get(name))).length;
}
