import type { Instant } from '../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import type { Wave, WaveCall } from '../core/contracts/wave.ts';
import type { Services, Waves } from '../core/ports.ts';
import { dispatchWave, type PageLimits } from './dispatch-wave.ts';

/** The time until a wave that failed is called again. */
export const WAVE_RETRY_DELAY: TimeSpan = 5 * MINUTE;

/** The time after which a wave of a paused campaign is called again. */
const PAUSED_CALL_DELAY: TimeSpan = MINUTE;

/** Returns the next call of a wave whose campaign is paused: its last call again, a moment later (R92). */
export function createCallAfterPause(wave: Wave, now: Instant): WaveCall {
  return { wave, at: now + PAUSED_CALL_DELAY, isLastCall: true, broken: 0, attempts: 0 };
}

/** Services whose waves are called by this process, at the times that it schedules. */
interface CallWaveServices extends Services {
  readonly waves: Waves & { scheduleCall(call: WaveCall): void };
}

/** Options of a call: when it ends to let other work run, and the delay after an error (5 minutes if absent). */
export interface CallWaveOptions {
  readonly createLimits?: () => PageLimits;
  readonly getRetryDelay?: (error: unknown) => TimeSpan;
}

/** Calls a wave once: its messages and its next call are one commit. A call that fails is repeated later, and delays no other. */
export async function callWave(
  call: WaveCall,
  services: CallWaveServices,
  options: CallWaveOptions = {},
): Promise<void> {
  try {
    await services.transaction(async () => {
      const result = await dispatchWave(call, services, options.createLimits?.());
      if ('next' in result) services.waves.scheduleCall(result.next);
      if ('paused' in result) services.waves.scheduleCall(createCallAfterPause(call.wave, services.clock.now()));
    });
  } catch (error) {
    services.log.warn('WAVE_FAILED', { wave: call.wave.name, error: String(error) });
    const { wave, isLastCall } = call;
    const delay = options.getRetryDelay?.(error) ?? WAVE_RETRY_DELAY;
    const retryCall = { wave, isLastCall, at: services.clock.now() + delay, broken: 0, attempts: 0 };
    await services.transaction(async () => services.waves.scheduleCall(retryCall));
  }
}
