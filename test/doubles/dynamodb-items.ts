import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';

/** An item as the document client reads and writes it. */
export type Item = Readonly<Record<string, unknown>>;

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;

/** Creates the error with which DynamoDB refuses a malformed request. */
export function invalid(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata: {} });
}

/** Returns a copy of an item as DynamoDB stores it, without undefined attributes; throws where it is too large. */
export function stored(item: Item): Item {
  const kept = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
  checkKey(kept);
  if (sizeOf(kept) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
  return kept;
}

/** Checks both parts of a key: text, not empty, and not too long. */
export function checkKey(key: Item): { readonly pk: string; readonly sk: string } {
  const [pk, sk] = [key[KEY_ATTRIBUTES.partition], key[KEY_ATTRIBUTES.sort]];
  if (typeof pk !== 'string' || typeof sk !== 'string')
    throw invalid('The provided key element does not match the schema');
  if (pk === '' || sk === '')
    throw invalid('The AttributeValue for a key attribute cannot contain an empty string value');
  if (Buffer.byteLength(pk) > MAX_PARTITION_KEY_BYTES)
    throw invalid('Size of hashkey has exceeded the maximum size limit of 2048 bytes');
  if (Buffer.byteLength(sk) > MAX_SORT_KEY_BYTES)
    throw invalid('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
  return { pk, sk };
}

/** Checks that a key consists of exactly the two parts. */
export function checkWholeKey(key: Item): { readonly pk: string; readonly sk: string } {
  if (Object.keys(key).length !== 2) throw invalid('The number of conditions on the keys is invalid');
  return checkKey(key);
}

/** Computes the size of an item in bytes, as DynamoDB counts them. Throws on types of values that the adapters do not use. */
export function sizeOf(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + sizeOfValue(name, value);
  return size;
}

function sizeOfValue(name: string, value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.ceil(String(Math.abs(value)).length / 2) + 1;
  throw new Error(`stand-in: attribute ${name}: expected text, bytes or a number, found ${String(value)}`);
}

/** Compares sort keys as DynamoDB does: text by its bytes, numbers by their value. */
export function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}
