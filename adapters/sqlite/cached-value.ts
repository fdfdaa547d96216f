import type { Instant } from '../../core/contracts/instant.ts';
import type { SqlRow } from './store.ts';

/** A value of the store that is asked for far more often than it changes. */
export interface CachedValue<Value> {
  get(): Value;
  /** It may have changed: read it again when it is next asked for. */
  invalidate(): void;
}

/** Reads a value once, until it is forgotten. */
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

/** The instant in the column `at`, if there is one. */
export function readInstantColumn(columns: SqlRow | undefined): Instant | undefined {
  const at = columns?.['at'];
  return typeof at === 'number' ? at : undefined;
}
