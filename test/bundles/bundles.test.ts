import { describe, expect, test } from 'vitest';
import { LIGHT_FUNCTIONS, MAX_BYTES, withBundles } from './bundled.ts';
import { coldStart } from './cold-starts.ts';

const bundles = await withBundles((all) =>
  Promise.all(
    all.map(async (bundle) => {
      const became = await coldStart(bundle).then(() => 'did its work', String);
      return { ...bundle, became };
    }),
  ),
);

describe('a bundle', () => {
  test('is made of each door', () => {
    expect(bundles.map(({ functionName }) => functionName)).toEqual([
      'api',
      'check-waves',
      'dispatch',
      'end-waits',
      'match-exception',
      'match-trigger',
      'update-profile',
      'wave-ended',
    ]);
  });

  test.each(bundles)('of $door does the work of its first call, in a process of its own', ({ became }) => {
    expect(became).toBe('did its work');
  });

  test.each(bundles)('of $door has at most 650 kB', ({ bytes }) => {
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES.any);
  });

  test.each(LIGHT_FUNCTIONS)('of %s, which renders nothing, holds no Liquid, and has at most 460 kB', (light) => {
    const found = bundles.find(({ functionName }) => functionName === light);
    expect(found).toMatchObject({ isHeavy: false });
    expect(found?.bytes).toBeLessThanOrEqual(MAX_BYTES.light);
  });
});
