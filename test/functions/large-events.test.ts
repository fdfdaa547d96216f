import { describe, expect, test } from 'vitest';
import { MAX_STORED_ENTRY_BYTES } from '../../core/truncate-refused-event.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';
import { LambdaQueue, MAX_PAYLOAD_BYTES } from '../harness/functions/lambda-queue.ts';

const MEBIBYTE = 1024 * 1024;

/** Creates an event as long as a message of SQS may be, with a text of the same character in its properties. */
function createLargest(character: string, index = 0): string {
  const base = { userId: `user-${index}`, id: 'large', behavior: 'purchase.made' };
  const bare = Buffer.byteLength(JSON.stringify(onTheBus({ ...base, properties: { text: '' } })));
  // The id of the entry in `onTheBus` is made of its Detail, so it has a fixed one here.
  const toText = (text: string) => JSON.stringify(onTheBus({ ...base, properties: { text } }, { id: 'entry' }));
  const perCharacter = Buffer.byteLength(JSON.stringify(character)) - 2;
  const text = toText(character.repeat(Math.floor((MEBIBYTE - bare) / perCharacter)));
  return text.replace('"text":"', `"text":"${' '.repeat(MEBIBYTE - Buffer.byteLength(text))}`);
}

describe('an entry of 1 MB, the maximum of EventBridge', () => {
  test.each([
    ['plain text', 'x'],
    ['quotes, which are escaped once in the event and again in the call', '"'],
    ['backslashes', '\\'],
    ['control characters', '\u0001'],
    ['accents', 'é'],
  ])('an entry of 1 MB of %s fits into a call of a Lambda function alone', (_, character) => {
    const body = createLargest(character);
    expect(Buffer.byteLength(body)).toBe(MEBIBYTE);
    const payload = JSON.stringify({ Records: [record(body)] });
    expect(Buffer.byteLength(payload)).toBeLessThan(MAX_PAYLOAD_BYTES / 2);
  });

  test('ten entries of 1 MB at once come in as many calls as Lambda needs for 6 MB each, and each is refused with its reason and kept, cut (R61)', async () => {
    const installed = new Installed();
    const handler = matchException(installed.lambda());
    const queue = new LambdaQueue({ visibilityTimeout: 360_000, batchSize: 100 });
    for (let index = 0; index < 10; index++) queue.send({ body: createLargest('x', index), attributes: {} }, NOON);
    const sizes: number[] = [];
    for (let records = queue.receive(NOON); records.length > 0; records = queue.receive(NOON)) {
      sizes.push(records.length);
      queue.finish(records, await handler({ Records: records }, lasting(60_000)));
    }
    expect(sizes).toEqual([5, 5]);
    expect(queue.nextVisibleAt).toBeUndefined();
    expect(queue.deadLetters).toEqual([]);
    const { items } = await installed.services.refusals.list();
    expect(items).toHaveLength(10);
    for (const { code, message, entry, cut, bytes } of items) {
      expect([code, message]).toEqual(['MalformedDetail', expect.stringContaining('Detail: expected at most 256 KiB')]);
      expect([cut, String(entry).length]).toEqual([true, MAX_STORED_ENTRY_BYTES]);
      expect(bytes).toBeGreaterThan(MEBIBYTE - 1_000);
    }
    expect(installed.warned).toEqual([]);
  });

  test('an entry of 1 MB of attributes is refused by update-profile as well, with its reason (R61)', async () => {
    const installed = new Installed();
    const detail = { userId: 'ann', id: 'large', attributes: { text: 'x'.repeat(MEBIBYTE - 1_000) } };
    const event = onTheBus(detail, { id: 'entry', 'detail-type': 'User Profile Updated' });
    const { batchItemFailures } = await updateProfile(installed.lambda())(
      { Records: [record(event)] },
      lasting(60_000),
    );
    expect(batchItemFailures).toEqual([]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'MalformedDetail', cut: true }]);
  });

  test('an entry of 1 MB and of 100,000 levels is refused with its reason, and is no dead letter (R61)', async () => {
    const installed = new Installed();
    const levels = 100_000;
    const text = JSON.stringify(onTheBus({ userId: 'ann', behavior: 'purchase.made', properties: 0 }, { id: 'entry' }));
    const body = text.replace('"properties":0', `"properties":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const { batchItemFailures } = await matchException(installed.lambda())(
      { Records: [record(body)] },
      lasting(60_000),
    );
    expect(batchItemFailures).toEqual([]);
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([{ code: 'MalformedDetail', message: expect.stringContaining('64'), cut: true }]);
  });
});
