import type { Sender, SendRequest, SendResult } from '../../core/contracts/sender.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import type { Random } from './random.ts';

/** A function that performs a call of the provider at its turn, and may lose it or its answer. */
export type CallProvider = <Result>(name: string, perform: () => Promise<Result>) => Promise<Result>;

/** The channel that is sent in simulations: that of their messages. */
export const SENT_CHANNEL = 'push';

/** The answers of a provider to a message. `silent` answers are not known: half of them are accepted. */
const ANSWERS = ['sent', 'sent', 'sent', 'sent', 'sent', 'later', 'silent', 'refused'] as const;

/** The provider of a simulation. It accepts, refuses or delays messages, or does not answer, as the seed draws it. */
export class Provider {
  /** The number of times that each message was accepted, by dispatch and part. */
  readonly accepted = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Creates the sender to this provider of one invocation. */
  createSender(call: CallProvider): Sender {
    return {
      channel: SENT_CHANNEL,
      isContained: false,
      timeout: 20 * SECOND,
      afterUnknown: { onceMoreAfter: 15 * MINUTE },
      findTarget: (_, address) => (address === undefined ? { refused: 'no address' } : { target: address }),
      send: (request) => call(`provider ${request.dispatchId}`, async () => this.#answer(request)),
    };
  }

  #answer({ dispatchId, part }: SendRequest): SendResult {
    const answer = this.#random.pick(ANSWERS);
    const isAccepted = answer === 'sent' || (answer === 'silent' && this.#random.chance(0.5));
    const key = `${dispatchId} ${part}`;
    if (isAccepted) this.accepted.set(key, 1 + (this.accepted.get(key) ?? 0));
    switch (answer) {
      case 'sent':
        return { kind: 'sent', providerId: key };
      case 'later':
        return { kind: 'later', reason: 'busy' };
      case 'silent':
        return { kind: 'unknown', reason: 'no answer' };
      case 'refused':
        return { kind: 'refused', reason: 'no such mailbox' };
    }
  }
}
