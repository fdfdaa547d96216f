import { describe, expect, test } from 'vitest';
import { findMaxBytes, LIGHT_FUNCTIONS, withBundles } from './bundled.ts';
import { coldStart } from './cold-starts.ts';

const bundles = await withBundles((all) =>
  Promise.all(
    all.map(async (bundle) => {
      const outcome = await coldStart(bundle).then(() => 'processed', String);
      return { ...bundle, outcome };
    }),
  ),
);

describe('a bundle', () => {
  test('a bundle is created for each handler', () => {
    expect(bundles.map(({ functionName }) => functionName)).toEqual([
      'api',
      'check-waves',
      'dispatch',
      'end-waits',
      'ingest',
      'match-exception',
      'match-trigger',
      'public',
      'send-email',
      'send-inbox',
      'send-webhook',
      'ses-events',
      'update-profile',
      'wave-ended',
    ]);
  });

  test.each(bundles)('the bundle of $functionName processes a first call, in a process of its own', ({ outcome }) => {
    expect(outcome).toBe('processed');
  });

  test('the bundle of the API has at most 720 kB, that of the sender of emails 680 kB, and those that events wait for 650 kB', () => {
    const tooLarge = bundles.filter(({ functionName, bytes }) => bytes > findMaxBytes(functionName) || bytes === 0);
    expect(tooLarge.map(({ functionName, bytes }) => `${functionName}: ${bytes}`)).toEqual([]);
  });

  test.each(LIGHT_FUNCTIONS)(
    'the bundle of %s, which renders no message, contains no Liquid and has at most 470 kB',
    (light) => {
      const found = bundles.find(({ functionName }) => functionName === light);
      expect(found).toMatchObject({ isHeavy: false });
      expect(found?.bytes).toBeLessThanOrEqual(470_000);
    },
  );
});
