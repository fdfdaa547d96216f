import type { TimeSpan } from '../../core/contracts/time-span.ts';
import type { RecentDocument, Revised } from '../../core/installation-document.ts';
import type { Clock, InstallationDocument } from '../../core/ports.ts';
import type { DocumentKind } from '../../core/stored/installation-documents.ts';
import { encodeBody } from './encode-body.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { isNamed } from './is-named.ts';
import { createDocumentKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table } from './table.ts';

/** The dependencies of a document. */
export interface AwsDocumentDeps<State extends Revised> {
  /** The table with the item of the document. */
  readonly table: Table;
  readonly clock: Clock;
  readonly kind: DocumentKind<State>;
  /** The time for which a function uses the document that it read. */
  readonly maxAge: TimeSpan;
}

/** Creates the item of a document. */
export function createDocumentItem<State extends Revised>({ name }: DocumentKind<State>, state: State) {
  return { ...createDocumentKey(name), rev: state.rev, body: encodeBody(state) };
}

/** Creates a document of an installation over DynamoDB, as one item. */
export function createAwsDocument<State extends Revised>(deps: AwsDocumentDeps<State>): InstallationDocument<State> {
  const { table, clock, kind, maxAge } = deps;
  const { name, shape, createFirst } = kind;
  const recent = new ExpiringCache<RecentDocument<State>>(1);
  const read = async (): Promise<State> => {
    const item = await table.get(createDocumentKey(name));
    return item === undefined ? createFirst() : readBody({ table, item }, shape);
  };
  return {
    maxAge,
    getRecent() {
      const readAt = clock.now();
      const span = { now: readAt, until: readAt + maxAge };
      return recent.getOrLoad(name, span, async () => ({ state: await read(), readAt }));
    },
    read,
    async write(state) {
      recent.delete(name);
      try {
        return await table.put(createDocumentItem(kind, state), createRevisionCondition(state.rev));
      } catch (error) {
        // Another caller changes the document together with a campaign at this moment: the lease of applies.
        if (isNamed(error, 'TransactionConflictException')) return false;
        throw error;
      }
    },
  };
}
