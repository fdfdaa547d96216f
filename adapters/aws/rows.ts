import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, Rows } from '../../core/ports.ts';
import { NEW_ROW, type Row, type RowInstanceKey, type RowKey } from '../../core/row.ts';
import { decodeBody, encodeBody } from './item-body.ts';
import {
  createItemKey,
  createRevisionCondition,
  type Expression,
  type Item,
  padNumber,
  type Table,
  toExpirySeconds,
} from './table.ts';

const ROW_PREFIX = 'row#';

/** Rows in DynamoDB, all of a user under one partition key. */
export function createAwsRows(enrollments: Table, clock: Clock): Rows {
  const expiryAttribute = () => ({ [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + ROW_LIFETIME) });
  return {
    async read({ userId, campaignId }) {
      return parseRow(await enrollments.get(userPartitionKey(userId), `${ROW_PREFIX}${campaignId}`));
    },
    write({ userId, campaignId }, { rev, born, ...row }) {
      const key = createItemKey(userPartitionKey(userId), `${ROW_PREFIX}${campaignId}`);
      const item = { ...key, rev, ...(born === undefined ? {} : { born }), body: encodeBody(row) };
      return enrollments.put({ ...item, ...(row.stays ? {} : expiryAttribute()) }, rowRevisionCondition(rev, born));
    },
    async listByUser(userId) {
      const items = await enrollments.queryAll({ partition: userPartitionKey(userId), beginsWith: ROW_PREFIX });
      return items.map((item) => ({ campaignId: String(item['sk']).slice(ROW_PREFIX.length), row: parseRow(item) }));
    },
    async archiveDecisions(key, { number, decisions }) {
      const itemKey = createItemKey(userPartitionKey(key.userId), decisionPageSortKey(key, number));
      await enrollments.put({ ...itemKey, body: encodeBody(decisions), ...expiryAttribute() });
    },
    async readArchivedDecisions(key, pages) {
      if (pages === 0) return [];
      const between = [decisionPageSortKey(key, 0), decisionPageSortKey(key, pages - 1)] as const;
      const items = await enrollments.queryAll({ partition: userPartitionKey(key.userId), between });
      return items.flatMap(({ body }) => decodeBody<Row['decisions']>(body));
    },
    async archiveDecidedTriggers(key, triggers) {
      const put = (trigger: string) => {
        const item = createItemKey(userPartitionKey(key.userId), decidedTriggerSortKey(key, trigger));
        return enrollments.put({ ...item, ...expiryAttribute() });
      };
      await Promise.all(triggers.map(put));
    },
    async hasDecidedTrigger(key, trigger) {
      return (await enrollments.get(userPartitionKey(key.userId), decidedTriggerSortKey(key, trigger))) !== undefined;
    },
  };
}

const userPartitionKey = (userId: string): string => `user#${userId}`;
const decisionPageSortKey = ({ campaignId, born }: RowInstanceKey, number: number): string =>
  `page#${campaignId}#${born === undefined ? '' : `${born}#`}${padNumber(number, 8)}`;
const decidedTriggerSortKey = ({ campaignId }: RowKey, trigger: string): string => `known#${campaignId}#${trigger}`;

function parseRow(item: Item | undefined): Row {
  if (item === undefined) return NEW_ROW;
  const { rev, born, body } = item;
  return { ...decodeBody<Omit<Row, 'rev'>>(body), rev: Number(rev), ...(typeof born === 'string' ? { born } : {}) };
}

/** Holds where the row before this one still stands, and is not one that began anew. */
function rowRevisionCondition(rev: number, born: string | undefined): Expression {
  const { text, names, values } = createRevisionCondition(rev);
  if (rev === 1) return { text, names, values };
  const sameRowCondition = born === undefined ? 'attribute_not_exists(#born)' : '#born = :born';
  return {
    text: `${text} AND ${sameRowCondition}`,
    names: { ...names, '#born': 'born' },
    values: { ...values, ...(born === undefined ? {} : { ':born': born }) },
  };
}
