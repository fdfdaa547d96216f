import { setTimeout } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import type { Log, RowWalk, WalkedRow } from '../../core/ports.ts';
import { UnreadableDataError } from '../../core/stored/parse-stored.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { parseRowSortKey, parseUserPartition, ROW_PREFIX } from './keys.ts';
import { parseRow } from './rows.ts';
import type { Item, Table } from './table.ts';

/** The segments of the table, which are walked at the same time. */
const SEGMENTS = 4;
/** The read units a second of a walk: a sixth of what a new table serves, so that no event waits for it. */
const MAX_UNITS_PER_SECOND = 2_000;

/** The dependencies of the walk over the rows. */
export interface RowWalkDeps {
  readonly documents: DocumentsClient;
  readonly enrollments: Table;
  readonly log: Log;
}

/**
 * Creates the walk over the rows, as a scan of their table: rows lie under their users, and no index lists them. Reads are strongly
 * consistent. A row that cannot be read is logged and left out.
 */
export function createAwsRowWalk({ documents, enrollments, log }: RowWalkDeps): RowWalk {
  const pace = createPace();
  return {
    segments: SEGMENTS,
    async readPage(segment, cursor) {
      await pace.wait();
      const answer = await documents.send(
        new ScanCommand({
          TableName: enrollments.name,
          Segment: segment,
          TotalSegments: SEGMENTS,
          FilterExpression: 'begins_with(#s, :row)',
          ExpressionAttributeNames: { '#s': KEY_ATTRIBUTES.sort },
          ExpressionAttributeValues: { ':row': ROW_PREFIX },
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          ExclusiveStartKey: parseCursor(cursor),
        }),
      );
      pace.spend(answer.ConsumedCapacity?.CapacityUnits ?? 0);
      const items = (answer.Items ?? []).flatMap((item) => readWalkedRow(enrollments, item, log));
      const next = answer.LastEvaluatedKey;
      return { items, ...(next === undefined ? {} : { cursor: formatCursor(next) }) };
    },
  };
}

function readWalkedRow(table: Table, item: Item, log: Log): WalkedRow[] {
  try {
    const key = { userId: parseUserPartition(String(item['pk'])), campaignId: parseRowSortKey(String(item['sk'])) };
    return [{ key, row: parseRow(table, item) }];
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    log.warn('ROW_NOT_COUNTED', { error: String(error) });
    return [];
  }
}

function formatCursor({ pk, sk }: Item): string {
  return JSON.stringify([pk, sk]);
}

function parseCursor(cursor: string): Record<string, string> | undefined {
  if (cursor === '') return undefined;
  const [pk, sk]: unknown[] = JSON.parse(cursor);
  return { [KEY_ATTRIBUTES.partition]: String(pk), [KEY_ATTRIBUTES.sort]: String(sk) };
}

/** The wait in milliseconds below which a read is not delayed: a timer is no more exact. */
const MIN_WAIT_MS = 50;

/** Creates the pace of a walk: each read waits until those before it are paid for, at so many units a second. */
function createPace() {
  let paidAt = 0;
  return {
    async wait(): Promise<void> {
      const delay = paidAt - performance.now();
      if (delay > MIN_WAIT_MS) await setTimeout(delay);
    },
    spend(units: number): void {
      paidAt = Math.max(paidAt, performance.now()) + (units / MAX_UNITS_PER_SECOND) * 1_000;
    },
  };
}
