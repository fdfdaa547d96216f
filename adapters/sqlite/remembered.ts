import type { Instant } from '../../core/contracts/instant.ts';
import type { Columns } from './store.ts';

/** A value of the store that is asked for far more often than it changes. */
export interface Remembered<Value> {
  value(): Value;
  /** It may have changed: read it again when it is next asked for. */
  forget(): void;
}

/** Reads a value once, until it is forgotten. */
export function remembered<Value>(read: () => Value): Remembered<Value> {
  let known: { readonly value: Value } | undefined;
  return {
    value() {
      known ??= { value: read() };
      return known.value;
    },
    forget() {
      known = undefined;
    },
  };
}

/** The instant in the column `at`, if there is one. */
export function instantOf(columns: Columns | undefined): Instant | undefined {
  const at = columns?.['at'];
  return typeof at === 'number' ? at : undefined;
}
