import type { AwsServices } from '../adapters/aws/services.ts';
import type { ExecutionStatus } from '../adapters/aws/wave-machine.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { checkWaves, type Execution } from '../functions/check-waves.ts';
import { door } from '../lambda/door.ts';
import type { KeptMeter } from '../lambda/meter.ts';
import { world } from '../lambda/world.ts';

/** Every five minutes: waves that nobody ended are started anew, and those who wait are counted. */
export const lambdaIn = door<unknown, void>(({ services, meter }) => async () => {
  const { clock, log, waves, endings } = services;
  await checkWaves({
    clock,
    log,
    openBefore: waves.openBefore,
    execution: async (open) => EXECUTIONS[await waves.status(open)],
    restart: waves.restart,
    finish: waves.finish,
    endSoon: endings.endSoon,
  });
  await measureWaiting(services, meter);
});

export const handler = lambdaIn(world);

/** What a status means to the wave. One that succeeded without ending its wave is gone as much as one that failed. */
const EXECUTIONS: Readonly<Record<ExecutionStatus, Execution>> = {
  RUNNING: 'under-way',
  PENDING_REDRIVE: 'under-way',
  ABORTED: 'aborted',
  SUCCEEDED: 'gone',
  FAILED: 'gone',
  TIMED_OUT: 'gone',
  gone: 'gone',
};

/** Each campaign is a metric of its own, which costs: more are not drawn. */
const MOST_MEASURED = 20;

async function measureWaiting({ campaigns, counts }: AwsServices, meter: KeptMeter): Promise<void> {
  const { items } = await campaigns.list();
  const published = items.filter(({ status }) => status === 'published').slice(0, MOST_MEASURED);
  for (const { id } of published) {
    const waiting = (await counts.of(id))['waiting'] ?? 0;
    if (waiting > 0) meter.add(METRICS.waiting, waiting, id);
  }
}
