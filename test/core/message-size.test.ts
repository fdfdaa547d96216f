import { describe, expect, test } from 'vitest';
import { isMessageTooLarge, MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';

/** Creates a message of some bytes as JSON, filled up with a character. */
function sized(character: string, bytes: number): MessageDispatched {
  const create = (body: string): MessageDispatched => ({
    ...{ dispatchId: 'd', campaignId: 'c', version: 1, userId: 'ada', trigger: {}, dueAt: '', dispatchedAt: '' },
    messages: [{ channel: 'email', body }],
  });
  const free = bytes - Buffer.byteLength(JSON.stringify(create('')));
  const size = Buffer.byteLength(character);
  return create(character.repeat(Math.floor(free / size)) + 'x'.repeat(free % size));
}

describe('the size of a message', () => {
  test.each(['x', 'ü', '€', '🎈'])(
    'the size of a message is counted in bytes, to the last one that the bus takes: %s (R95)',
    (character) => {
      expect(isMessageTooLarge(sized(character, MAX_MESSAGE_BYTES))).toBe(false);
      expect(isMessageTooLarge(sized(character, MAX_MESSAGE_BYTES + 1))).toBe(true);
    },
  );
});
