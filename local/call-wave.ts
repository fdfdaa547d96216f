import { storeFailure } from '../adapters/local/store-failure.ts';
import { MINUTE, SECOND, type Span } from '../core/contracts/span.ts';
import type { WaveCall } from '../core/contracts/wave.ts';
import type { Services, Waves } from '../core/ports.ts';
import { dispatch, type Pace } from '../functions/dispatch.ts';

/** A wave that failed is called again after this long. */
const CHECK_EVERY: Span = 5 * MINUTE;
/** A wave that could not be written, after this long: nothing is wrong with it. */
const WRITE_AGAIN: Span = 5 * SECOND;

/** The world, with waves that are told here when they are called next. */
interface Calling extends Services {
  readonly waves: Waves & { callNext(call: WaveCall): void };
}

/** One call of a wave: its messages and when to come back are one commit. One that fails holds nobody up, and is tried again. */
export async function callWave(call: WaveCall, services: Calling, newPace?: () => Pace): Promise<void> {
  try {
    await services.together(async () => {
      const answer = await dispatch(call, services, newPace?.());
      if ('next' in answer) services.waves.callNext(answer.next);
    });
  } catch (error) {
    services.log.warn('WAVE_FAILED', { wave: call.wave.name, error: String(error) });
    const { wave, isLastCall } = call;
    const later = storeFailure(error) === undefined ? CHECK_EVERY : WRITE_AGAIN;
    const again = { wave, isLastCall, at: services.clock.now() + later, broken: 0, attempts: 0 };
    await services.together(async () => services.waves.callNext(again));
  }
}
