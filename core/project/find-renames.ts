import type { Definition } from '../contracts/definition.ts';
import { stringifySorted } from '../stringify-sorted.ts';

/** A new campaign that is equal to one without a file, but for its id and name: the id was probably renamed. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Finds the new campaigns of a project that are equal to published ones which have no file any more. */
export function findRenames(created: readonly Definition[], missing: readonly Definition[]): Rename[] {
  const byContent = new Map(missing.map((each) => [serializeContent(each), each.id]));
  return created.flatMap((each) => {
    const content = serializeContent(each);
    const from = byContent.get(content);
    byContent.delete(content);
    return from === undefined ? [] : [{ from, to: each.id }];
  });
}

function serializeContent({ id: _id, name: _name, ...content }: Definition): string {
  return stringifySorted(content);
}
