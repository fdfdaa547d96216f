import { setTimeout as pause } from 'node:timers/promises';
import { parseTimeSpan } from '../../core/contracts/time-span.ts';
import { computeWindowWidth } from '../../core/waves.ts';
import { type Figure, judged, type Part, quantile, written } from './figure.ts';
import { startServer } from './server.ts';
import { followUp, readDispatches, trigger } from './traffic.ts';

const CAMPAIGNS = [
  { id: 'ten', delay: '10 seconds' },
  { id: 'sixty', delay: '60 seconds' },
] as const;
/** The milliseconds between two users of each campaign. */
const EVERY = 25;
const FOR = 40_000;

/** Measures how long after its due instant a message leaves while events trickle in. It takes a minute and three quarters. */
export const lateness: Part = async ({ profileTo }) => {
  const server = await startServer(profileTo);
  try {
    for (const { id, delay } of CAMPAIGNS) await server.publish(followUp(id, delay));
    const first = performance.now();
    let users = 0;
    while (performance.now() - first < FOR) {
      const entries = CAMPAIGNS.map(({ id }) => trigger(id, users));
      await server.post('/events', JSON.stringify({ entries }));
      users += 1;
      await pause(Math.max(0, first + users * EVERY - performance.now()));
    }
    await pause(62_000); // no reading meanwhile: it would delay the messages
    const left = await readDispatches(server, users * CAMPAIGNS.length, 60);
    return CAMPAIGNS.flatMap(({ id, delay }) => {
      const late = left.filter(({ campaignId }) => campaignId === id).map((each) => each.dispatchedAt - each.dueAt);
      return figuresOf(delay, late);
    });
  } finally {
    await server.stop();
  }
};

function figuresOf(delay: string, late: readonly number[]): Figure[] {
  const window = computeWindowWidth(parseTimeSpan(delay) ?? 0) / 1000;
  const seconds = (part: number) => quantile(late, part) / 1000;
  const list = `p50 ${written(seconds(0.5))}, p99 ${written(seconds(0.99))}, max ${written(seconds(1))} s`;
  return [
    { what: `lateness, ${delay}: after the due instant, ${written(late.length)} messages`, found: list },
    judged(`lateness, ${delay}: p99 beyond the window of ${window} s`, seconds(0.99) - window, {
      max: 1,
      unit: 's',
    }),
    judged(`lateness, ${delay}: p99 after the due instant`, seconds(0.99), { max: 2, unit: 's' }),
    judged(`lateness, ${delay}: earliest after the due instant`, seconds(0), { min: 0, unit: 's' }),
  ];
}
