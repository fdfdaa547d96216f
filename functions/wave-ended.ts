import * as v from 'valibot';
import { openObject } from '../core/contracts/fault.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { parseJsonInput } from '../core/contracts/parse-input.ts';
import { waveSchema } from '../core/contracts/wave-schema.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** The schema of an event of Step Functions: the status of an execution has changed. */
const statusChangeSchema = openObject({
  detail: openObject({ status: v.string('text'), name: v.string('text'), input: v.string('text') }),
});

/** The schema of the input of an execution, as far as it is read here. */
const executionInputSchema = openObject({ call: openObject({ wave: waveSchema }) });

/** Handles executions that ended early: cancels the waits of those that an operator aborted, and counts those that failed, for the alarm. */
export const createHandler = defineQueueHandler(async ({ body }, { services, meter }) => {
  const { detail } = parseJsonInput(statusChangeSchema, body, 'message');
  const { call } = parseJsonInput(executionInputSchema, detail.input, 'message: detail.input');
  services.log.warn('WAVE_EXECUTION_ENDED', { wave: detail.name, status: detail.status });
  if (detail.status !== 'ABORTED') return meter.add(METRICS.waveFailed, 1);
  await services.waves.closeBoarding(call.wave);
  await services.cancelWaitsQueue.send({ wave: call.wave, reason: 'wave-aborted' });
});

export const handler = createHandler(container);
