import { describeValue, formatFault } from '../../core/contracts/fault.ts';

/** The rejection of a message, with its reason. */
export interface RejectedMessage {
  readonly kind: 'rejected';
  readonly reason: string;
}

/** Rejects a message for one of its fields, or as a whole if none is named. The reason says what was found and expected there. */
export function rejectMessage(path: readonly string[], value: unknown, expected: string): RejectedMessage {
  return { kind: 'rejected', reason: formatFault({ path: [...path], found: describeValue(value), expected }) };
}
