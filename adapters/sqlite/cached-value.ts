import type { Instant } from '../../core/contracts/instant.ts';
import type { SqlRow } from './store.ts';

/** A value of the store that is read far more often than it changes. */
export interface CachedValue<Value> {
  get(): Value;
  /** Drops the value, which may have changed. The next `get` reads it again. */
  invalidate(): void;
}

/** Creates a value that is read once, until it is invalidated. */
export function createCachedValue<Value>(read: () => Value): CachedValue<Value> {
  let cached: { readonly value: Value } | undefined;
  return {
    get() {
      cached ??= { value: read() };
      return cached.value;
    },
    invalidate() {
      cached = undefined;
    },
  };
}

/** Returns the instant in the column `at`, if there is one. */
export function readInstantColumn(columns: SqlRow | undefined): Instant | undefined {
  const at = columns?.['at'];
  return typeof at === 'number' ? at : undefined;
}
