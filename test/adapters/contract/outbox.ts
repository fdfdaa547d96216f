import { describe, expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES, type MessageDispatched } from '../../../core/contracts/dispatch.ts';
import { fresh, message } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the outbox of an adapter. */
export function testOutbox(ports: OpenPorts): void {
  describe('the outbox', () => {
    test('each dispatch id leaves once, as it was first sent', async () => {
      const [one, other] = [message(fresh('dispatch')), message(fresh('dispatch'))];
      await ports.services.outbox.send(one);
      await ports.services.outbox.send(other);
      await ports.services.outbox.send(one);
      const sent = (await ports.sent()).filter(({ dispatchId }) =>
        [one.dispatchId, other.dispatchId].includes(dispatchId),
      );
      expect(sent).toEqual([one, other]);
    });

    test('a message as large as the bus takes leaves; one byte more does not, and says so', async () => {
      const sized = (id: string, bytes: number): MessageDispatched => {
        const empty = { ...message(id), messages: [{ channel: 'email' as const, body: '' }] };
        const body = 'ü'.repeat(10) + 'x'.repeat(bytes - 20 - Buffer.byteLength(JSON.stringify(empty)));
        return { ...empty, messages: [{ channel: 'email', body }] };
      };
      const [large, larger] = [fresh('dispatch'), fresh('dispatch')];
      expect(await ports.services.outbox.send(sized(large, MAX_MESSAGE_BYTES))).toBe('sent');
      expect(await ports.services.outbox.send(sized(larger, MAX_MESSAGE_BYTES + 1))).toBe('too-large');
      const ids = (await ports.sent()).map(({ dispatchId }) => dispatchId);
      expect([ids.includes(large), ids.includes(larger)]).toEqual([true, false]);
    });
  });
}
