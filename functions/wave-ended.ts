import { METRICS } from '../core/contracts/metrics.ts';
import type { WaveCall } from '../core/contracts/wave.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** A change of an execution's status, as Step Functions tells it. */
interface StatusChange {
  readonly detail: { readonly status: string; readonly name: string; readonly input: string };
}

/** Executions that ended before their time: what an operator aborts is cancelled, what failed is counted, and alarms. */
export const createHandler = defineQueueHandler(async ({ body }, { services, meter }) => {
  const { detail }: StatusChange = JSON.parse(body);
  const { call }: { call: WaveCall } = JSON.parse(detail.input);
  services.log.warn('WAVE_EXECUTION_ENDED', { wave: detail.name, status: detail.status });
  if (detail.status !== 'ABORTED') return meter.add(METRICS.waveFailed, 1);
  await services.waves.closeBoarding(call.wave);
  await services.cancelWaitsQueue.send({ wave: call.wave, reason: 'wave-aborted' });
});

export const handler = createHandler(container);
