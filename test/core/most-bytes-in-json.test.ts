import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostBytesInJson } from '../../core/contracts/json.ts';

it('a message that is too large for the bus is never taken for one that fits: the bound is at least its bytes (R73)', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '\ud83e', '🎈', '"\\', '\u2028'));
  const values = fc.oneof(fc.jsonValue(), fc.dictionary(texts, fc.array(texts)), fc.double(), texts);
  fc.assert(
    fc.property(values, (value) => {
      expect(mostBytesInJson(value)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)));
    }),
    { numRuns: 2_000 },
  );
});
