import { LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT } from '../../core/contracts/tables.ts';
import type { Clock, Rows } from '../../core/ports.ts';
import { type BornKey, NEW_ROW, type Row, type RowKey } from '../../core/row.ts';
import { readBody, writeBody } from './body.ts';
import { type Expression, expiry, follows, type Item, keyOf, sortable, type Table } from './table.ts';

const ROW = 'row#';

/** Rows in DynamoDB, all of a user under one partition key. */
export function awsRows(enrollments: Table, clock: Clock): Rows {
  const later = () => ({ [EXPIRES_AT]: expiry(clock.now() + LIFETIME) });
  return {
    async read({ userId, campaignId }) {
      return rowOf(await enrollments.get(partitionOf(userId), `${ROW}${campaignId}`));
    },
    write({ userId, campaignId }, { rev, born, ...row }) {
      const key = keyOf(partitionOf(userId), `${ROW}${campaignId}`);
      const item = { ...key, rev, ...(born === undefined ? {} : { born }), body: writeBody(row) };
      return enrollments.put({ ...item, ...(row.stays ? {} : later()) }, followsBorn(rev, born));
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
    async putKnown(key, triggers) {
      const put = (trigger: string) => {
        const item = keyOf(partitionOf(key.userId), knownOf(key, trigger));
        return enrollments.put({ ...item, ...later() });
      };
      await Promise.all(triggers.map(put));
    },
    async isKnown(key, trigger) {
      return (await enrollments.get(partitionOf(key.userId), knownOf(key, trigger))) !== undefined;
    },
  };
}

const partitionOf = (userId: string): string => `user#${userId}`;
const pageOf = ({ campaignId, born }: BornKey, number: number): string =>
  `page#${campaignId}#${born === undefined ? '' : `${born}#`}${sortable(number, 8)}`;
const knownOf = ({ campaignId }: RowKey, trigger: string): string => `known#${campaignId}#${trigger}`;

function rowOf(item: Item | undefined): Row {
  if (item === undefined) return NEW_ROW;
  const { rev, born, body } = item;
  return { ...readBody<Omit<Row, 'rev'>>(body), rev: Number(rev), ...(typeof born === 'string' ? { born } : {}) };
}

/** Holds where the row before this one still stands, and is not one that began anew. */
function followsBorn(rev: number, born: string | undefined): Expression {
  const { text, names, values } = follows(rev);
  if (rev === 1) return { text, names, values };
  const isSame = born === undefined ? 'attribute_not_exists(#born)' : '#born = :born';
  return {
    text: `${text} AND ${isSame}`,
    names: { ...names, '#born': 'born' },
    values: { ...values, ...(born === undefined ? {} : { ':born': born }) },
  };
}
