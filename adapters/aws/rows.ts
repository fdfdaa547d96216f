import { LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT } from '../../core/contracts/tables.ts';
import type { Clock, Rows } from '../../core/ports.ts';
import { NEW_ROW, type Row, type RowKey } from '../../core/row.ts';
import { readBody, writeBody } from './body.ts';
import { expiry, follows, type Item, keyOf, sortable, type Table } from './table.ts';

const ROW = 'row#';

/** Rows in DynamoDB, all of a user under one partition key. */
export function awsRows(enrollments: Table, clock: Clock): Rows {
  const later = () => ({ [EXPIRES_AT]: expiry(clock.now() + LIFETIME) });
  return {
    async read({ userId, campaignId }) {
      return rowOf(await enrollments.get(partitionOf(userId), `${ROW}${campaignId}`));
    },
    write({ userId, campaignId }, { rev, ...row }) {
      const key = keyOf(partitionOf(userId), `${ROW}${campaignId}`);
      return enrollments.put({ ...key, rev, body: writeBody(row), ...(row.stays ? {} : later()) }, follows(rev));
    },
    async ofUser(userId) {
      const items = await enrollments.all({ partition: partitionOf(userId), begins: ROW });
      return items.map((item) => ({ campaignId: String(item['sk']).slice(ROW.length), row: rowOf(item) }));
    },
    async layDown(key, { number, decisions }) {
      const at = keyOf(partitionOf(key.userId), pageOf(key, number));
      await enrollments.put({ ...at, body: writeBody(decisions), ...later() });
    },
    async laidDown(key, pages) {
      if (pages === 0) return [];
      const between = [pageOf(key, 0), pageOf(key, pages - 1)] as const;
      const items = await enrollments.all({ partition: partitionOf(key.userId), between });
      return items.flatMap(({ body }) => readBody<Row['decisions']>(body));
    },
  };
}

const partitionOf = (userId: string): string => `user#${userId}`;
const pageOf = ({ campaignId }: RowKey, number: number): string => `page#${campaignId}#${sortable(number, 8)}`;

function rowOf(item: Item | undefined): Row {
  return item === undefined ? NEW_ROW : { ...readBody<Omit<Row, 'rev'>>(item['body']), rev: Number(item['rev']) };
}
