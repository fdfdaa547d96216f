import type { Channel } from '../../core/contracts/definition.ts';
import type { Sender, SendRequest, SendResult } from '../../core/contracts/sender.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';

/** A sender that answers what its script says, and keeps what it was given. */
export interface ScriptedSender extends Sender {
  readonly requests: readonly SendRequest[];
  /** Sets the answers to the next requests. After them, every message is sent. An error is thrown. */
  answers(...results: readonly (SendResult | Error | ((request: SendRequest) => Promise<SendResult>))[]): void;
}

/** Creates a sender of a channel. A message is sent once more ten minutes after an attempt without an answer. */
export function createScriptedSender(
  channel: Channel,
  settings: Partial<Pick<Sender, 'isContained' | 'afterUnknown'>> = {},
): ScriptedSender {
  const requests: SendRequest[] = [];
  const script: (SendResult | Error | ((request: SendRequest) => Promise<SendResult>))[] = [];
  return {
    channel,
    isContained: false,
    afterUnknown: { onceMoreAfter: 10 * MINUTE },
    timeout: 20 * SECOND,
    ...settings,
    requests,
    answers: (...results) => void script.push(...results),
    findTarget: (_, address) => (address === undefined ? { refused: 'no-target' } : { target: address }),
    async send(request) {
      requests.push(request);
      const next = script.shift() ?? { kind: 'sent', providerId: `p${requests.length}` };
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next(request) : next;
    },
  };
}
