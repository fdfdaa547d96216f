import { createHmac } from 'node:crypto';
import type { ContactChannel } from '../../core/contracts/consent.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Suppressions } from '../../core/ports.ts';
import { retryContendedWrite } from '../../core/retry.ts';
import { SUPPRESSION } from '../../core/stored/suppression-shape.ts';
import {
  createSuppressionText,
  getSuppressionEnd,
  type Suppression,
  uniteSuppressions,
} from '../../core/suppression.ts';
import type { Backoff } from './backoff.ts';
import { encodeBody } from './encode-body.ts';
import { createSuppressionKey, type ItemKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Item, type Table, toExpirySeconds } from './table.ts';

/** The table of the refusals of deleted users, and the key of their hashes. */
export interface SuppressionsDeps {
  readonly contacts: Table;
  /** Reads the key of the hashes. Nothing is looked up and nothing is kept without it. */
  readonly readKey: () => Promise<string>;
  readonly backoff: Backoff;
}

/** Creates the refusals of deleted users over DynamoDB, in the table of contacts. */
export function createAwsSuppressions({ contacts, readKey, backoff }: SuppressionsDeps): Suppressions {
  const createKey = async (channel: ContactChannel, address: string): Promise<ItemKey> => {
    const text = createSuppressionText(channel, address);
    return createSuppressionKey(
      createHmac('sha256', await readKey())
        .update(text)
        .digest('base64url'),
    );
  };
  const parse = (item: Item | undefined): Suppression | undefined =>
    item && readBody({ table: contacts, item }, SUPPRESSION);
  return {
    async get(channel, address) {
      return parse(await contacts.get(await createKey(channel, address)));
    },
    async keep(channel, address, suppression) {
      const key = await createKey(channel, address);
      await retryContendedWrite({ what: 'suppression', wait: backoff }, async () => {
        const item = await contacts.get(key);
        const united = uniteSuppressions(parse(item), suppression);
        if (united === undefined) return true;
        const rev = Number(item?.['rev'] ?? 0) + 1;
        const end = getSuppressionEnd(united);
        const expiry = end === undefined ? {} : { [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(end) };
        const changed = { ...key, rev, body: encodeBody(united), ...expiry };
        return (await contacts.put(changed, createRevisionCondition(rev))) || undefined;
      });
    },
  };
}
