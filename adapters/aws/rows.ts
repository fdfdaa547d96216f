import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, KeyedRow, Rows } from '../../core/ports.ts';
import { type ComparedMark, createMarkOrder, NEW_ROW, type Row } from '../../core/row.ts';
import { DECISIONS_PAGE, MARK, ROW_BODY } from '../../core/stored/row-shape.ts';
import { encodeBody } from './encode-body.ts';
import {
  createDecidedTriggerKey,
  createDecisionPageKey,
  createMarkKey,
  createRowKey,
  createSlotsKey,
  createUserPartition,
  getItemKey,
  parseArchivedSortKey,
  parseRowSortKey,
  ROW_PREFIX,
} from './keys.ts';
import { readBody, readNumberAttribute } from './read-item.ts';
import { createRevisionCondition, type Expression, type Item, type Table, toExpirySeconds } from './table.ts';

/** Creates the rows over DynamoDB. All rows of a user have one partition key. */
export function createAwsRows(enrollments: Table, clock: Clock): Rows {
  const expiryAttribute = () => ({ [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + ROW_LIFETIME) });
  /** Returns the item of a row, and the condition that the stored one is the one before it. */
  const toNextItem = ({ key, row: { rev, born, ...row } }: KeyedRow) => {
    const item = { ...createRowKey(key), rev, ...(born === undefined ? {} : { born }), body: encodeBody(row) };
    return { item: { ...item, ...(row.stays ? {} : expiryAttribute()) }, condition: rowRevisionCondition(rev, born) };
  };
  const readMark = (item: Item) => readBody({ table: enrollments, item }, MARK);
  return {
    async read(key) {
      return parseRow(enrollments, await enrollments.get(createRowKey(key)));
    },
    write(key, row) {
      const { item, condition } = toNextItem({ key, row });
      return enrollments.put(item, condition);
    },
    writeBoth(...both) {
      return enrollments.putAll(both.map(toNextItem));
    },
    async listByUser(userId) {
      const items = await enrollments.queryAll({ partition: createUserPartition(userId), beginsWith: ROW_PREFIX });
      return items.map((item) => ({
        campaignId: parseRowSortKey(String(item['sk'])),
        row: parseRow(enrollments, item),
      }));
    },
    remove(key, { rev, born }) {
      return enrollments.delete(createRowKey(key), rowRevisionCondition(rev + 1, born));
    },
    async removeArchived(userId, isKept) {
      const items = await enrollments.queryAll({ partition: createUserPartition(userId) });
      const removed = items.filter((item) => {
        const key = getItemKey(item);
        if (key.sk.startsWith(ROW_PREFIX)) return false;
        const archived = parseArchivedSortKey(key.sk);
        // The slots of the frequency caps are erased by themselves, up to the cut.
        if (archived === undefined) return key.sk !== createSlotsKey(userId).sk;
        const { kind } = archived;
        return !isKept(kind === 'mark' ? { ...archived, at: readMark(item).at } : archived);
      });
      for (const item of removed) await enrollments.delete(getItemKey(item));
    },
    async archiveDecisions(key, { number, decisions }) {
      await enrollments.put({
        ...createDecisionPageKey(key, number),
        body: encodeBody(decisions),
        ...expiryAttribute(),
      });
    },
    async readArchivedDecisions(key, pages) {
      if (pages === 0) return [];
      const [first, last] = [createDecisionPageKey(key, 0), createDecisionPageKey(key, pages - 1)];
      const items = await enrollments.queryAll({ partition: first.pk, between: [first.sk, last.sk] });
      return items.flatMap((item) => readBody({ table: enrollments, item }, DECISIONS_PAGE));
    },
    async archiveDecidedTriggers(key, triggers) {
      const put = (trigger: string) =>
        enrollments.put({ ...createDecidedTriggerKey(key, trigger), ...expiryAttribute() });
      await Promise.all(triggers.map(put));
    },
    async hasDecidedTrigger(key, trigger) {
      return (await enrollments.get(createDecidedTriggerKey(key, trigger))) !== undefined;
    },
    async archiveMarks(key, marks) {
      const put = (mark: ComparedMark) => {
        const order = createMarkOrder(mark);
        const item = { ...createMarkKey(key, mark), order, body: encodeBody(mark), ...expiryAttribute() };
        return enrollments.put(item, createOrderCondition(order));
      };
      await Promise.all(marks.map(put));
    },
    async readArchivedMarks(key, values) {
      const keys = values.flatMap((value) => [false, true].map((restarts) => createMarkKey(key, { value, restarts })));
      const items = await Promise.all(keys.map((each) => enrollments.get(each)));
      return items.flatMap((item) => (item === undefined ? [] : [readMark(item)]));
    },
  };
}

/** Parses the item of a row; no item is a new row. Throws an `UnreadableDataError` if it is none. */
export function parseRow(table: Table, item: Item | undefined): Row {
  if (item === undefined) return NEW_ROW;
  const { born } = item;
  const rev = readNumberAttribute({ table, item }, 'rev');
  return { ...readBody({ table, item }, ROW_BODY), rev, ...(typeof born === 'string' ? { born } : {}) };
}

/** Returns the condition that no mark is stored, or an earlier one: a mark is only ever replaced by a later one. */
function createOrderCondition(order: string): Expression {
  return {
    text: 'attribute_not_exists(#order) OR #order < :order',
    names: { '#order': 'order' },
    values: { ':order': order },
  };
}

/** Returns the condition that the stored row has the revision before this one and the same random id. */
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
