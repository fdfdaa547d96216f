import { describe, expect, test } from 'vitest';
import { findMaxBytes, LIGHT_FUNCTIONS, MAX_BYTES, withBundles } from './bundled.ts';
import { coldStart } from './cold-starts.ts';

const bundles = await withBundles((all) =>
  Promise.all(
    all.map(async (bundle) => {
      const outcome = await coldStart(bundle).then(() => 'processed', String);
      return { ...bundle, outcome };
    }),
  ),
);

/** The maximum sizes in kilobytes, as titles name them. */
const kilobytes = {
  api: MAX_BYTES.api / 1_000,
  email: MAX_BYTES.email / 1_000,
  any: MAX_BYTES.any / 1_000,
  light: MAX_BYTES.light / 1_000,
};

describe('a bundle', () => {
  test('a bundle is created for each handler', () => {
    expect(bundles.map(({ functionName }) => functionName)).toEqual([
      'api',
      'check-waves',
      'dispatch',
      'end-waits',
      'erase-user',
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

  test(`a cold start of the API loads at most ${kilobytes.api} kB, that of the sender of emails ${kilobytes.email} kB, and those that events wait for ${kilobytes.any} kB`, () => {
    const tooLarge = bundles.filter(({ functionName, bytes }) => bytes > findMaxBytes(functionName) || bytes === 0);
    expect(tooLarge.map(({ functionName, bytes }) => `${functionName}: ${bytes}`)).toEqual([]);
  });

  test('a cold start of the API loads no Liquid: the calls of authors load it', () => {
    expect(bundles.find(({ functionName }) => functionName === 'api')).toMatchObject({ isHeavy: false });
  });

  test.each(LIGHT_FUNCTIONS)(
    `a cold start of %s, which renders no message, loads no Liquid and at most ${kilobytes.light} kB`,
    (light) => {
      const found = bundles.find(({ functionName }) => functionName === light);
      expect(found).toMatchObject({ isHeavy: false });
      expect(found?.bytes).toBeLessThanOrEqual(MAX_BYTES.light);
    },
  );
});
