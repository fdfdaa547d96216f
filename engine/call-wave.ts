import { MINUTE, type Span } from '../core/contracts/span.ts';
import type { WaveCall } from '../core/contracts/wave.ts';
import type { Services, Waves } from '../core/ports.ts';
import { dispatch, type Pace } from './dispatch-wave.ts';

/** The time until a wave that failed is called again. */
export const RETRY_AFTER: Span = 5 * MINUTE;

/** The world, with waves that are told here when they are called next. */
interface Calling extends Services {
  readonly waves: Waves & { callNext(call: WaveCall): void };
}

/** Options of a call: when to give way to others, and how long to wait after an error (5 minutes if absent). */
export interface CallOptions {
  readonly newPace?: () => Pace;
  readonly retryAfter?: (error: unknown) => Span;
}

/** Calls a wave once: its messages and its next call are one commit. A call that fails is repeated later, and holds up no other. */
export async function callWave(call: WaveCall, services: Calling, options: CallOptions = {}): Promise<void> {
  try {
    await services.together(async () => {
      const answer = await dispatch(call, services, options.newPace?.());
      if ('next' in answer) services.waves.callNext(answer.next);
    });
  } catch (error) {
    services.log.warn('WAVE_FAILED', { wave: call.wave.name, error: String(error) });
    const { wave, isLastCall } = call;
    const later = options.retryAfter?.(error) ?? RETRY_AFTER;
    const again = { wave, isLastCall, at: services.clock.now() + later, broken: 0, attempts: 0 };
    await services.together(async () => services.waves.callNext(again));
  }
}
