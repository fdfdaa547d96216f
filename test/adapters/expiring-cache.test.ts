import { describe, expect, test } from 'vitest';
import { ExpiringCache } from '../../adapters/aws/expiring-cache.ts';

const FOREVER = { now: 0, until: Number.POSITIVE_INFINITY };

/** Creates a cache with a function that gets values through it, and the list of names that were loaded. */
function createCache(maxEntries: number) {
  const cache = new ExpiringCache<string>(maxEntries);
  const loaded: string[] = [];
  const load = async (name: string) => {
    loaded.push(name);
    return name.toUpperCase();
  };
  const get = async (...names: readonly string[]) => {
    for (const name of names) expect(await cache.getOrLoad(name, FOREVER, () => load(name))).toBe(name.toUpperCase());
  };
  return { cache, loaded, get };
}

describe('a cache of values that expire', () => {
  test('an expiring cache loads a value once, also for callers at the same time', async () => {
    const { loaded, get } = createCache(2);
    await Promise.all([get('a'), get('a')]);
    await get('a');
    expect(loaded).toEqual(['a']);
  });

  test('an expiring cache drops the least recently used value where it is full, and keeps all others', async () => {
    const { loaded, get } = createCache(3);
    await get('a', 'b', 'c', 'a', 'd');
    expect(loaded).toEqual(['a', 'b', 'c', 'd']);
    await get('a', 'c', 'd');
    expect(loaded).toEqual(['a', 'b', 'c', 'd']);
    await get('b');
    expect(loaded).toEqual(['a', 'b', 'c', 'd', 'b']);
  });

  test('an expiring cache reads one version more than it holds with one load for each, not with a load of all', async () => {
    const { loaded, get } = createCache(100);
    const names = Array.from({ length: 101 }, (_, index) => `version-${index}`);
    await get(...names);
    await get(...names.slice(1));
    expect(loaded).toHaveLength(101);
  });

  test('an expiring cache replaces a value that has expired, and drops no other for it', async () => {
    const { cache, loaded, get } = createCache(2);
    await get('b');
    await cache.getOrLoad('a', { now: 0, until: 10 }, async () => 'A');
    expect(await cache.getOrLoad('a', { now: 10, until: 20 }, async () => 'AA')).toBe('AA');
    await get('b');
    expect(loaded).toEqual(['b']);
  });

  test('an expiring cache keeps no load that failed', async () => {
    const { cache, loaded, get } = createCache(2);
    await expect(cache.getOrLoad('a', FOREVER, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await get('a');
    expect(loaded).toEqual(['a']);
  });
});
