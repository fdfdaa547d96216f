import { type Peak, peaksOf } from './peaks.ts';
import type { PlannedBlast } from './planned-blast.ts';
import { ACCOUNT_QUOTAS } from './quotas.ts';
import { peaksTable } from './report.ts';
import { type Run, runOf } from './run.ts';
import { number } from './table.ts';

/** The share of a quota from which a higher one should be requested before the blast. */
const FULL_SHARE = 0.7;
/** The events a second in a burst, as a multiple of the mean. Producers do not send evenly. */
const BURST = 2;

/** The quotas that can be raised, by the beginning of the rate that they limit: the service and the name in Service Quotas. */
const REQUESTS: readonly (readonly [rate: string, quota: string])[] = [
  ['Lambdas at once, all', 'AWS Lambda, "Concurrent executions"'],
  ['PutEvents calls', 'Amazon EventBridge, "PutEvents throttle limit in transactions per second"'],
  ['deliveries to queues', 'Amazon EventBridge, "Invocations throttle limit in transactions per second"'],
  ['messages to a consumer', 'Amazon EventBridge, "Invocations throttle limit in transactions per second"'],
  ['state transitions', 'AWS Step Functions, "StateTransition throttle token refill rate per second"'],
  ['StartExecution', 'AWS Step Functions, "StartExecution throttle token refill rate per second"'],
  ['open executions', 'AWS Step Functions, "Maximum number of open executions"'],
  ['write units a second, whole table', 'Amazon DynamoDB, "Table-level write throughput limit"'],
];

/** Returns the blast with the events a second of its bursts. */
export function planBlast({ users, hours, region }: { users: number; hours: number; region: string }): PlannedBlast {
  return { users, rate: (BURST * users) / (hours * 3_600), region };
}

/** The users of the blast that is played. Its rates are those of one wave. */
const PLAYED_USERS = 20_000;

/** Plays a blast with an hour of delay and one without, and returns the report on the planned one. */
export async function playCapacity(planned: Parameters<typeof planBlast>[0]): Promise<string> {
  const load = { users: PLAYED_USERS, shape: 'blast', cancelled: 0, matchesNothing: false } as const;
  const [waiting, undelayed] = [await runOf({ ...load, delay: '1 hour' }), await runOf({ ...load, delay: 'none' })];
  return capacityReport(planBlast(planned), { waiting, undelayed });
}

/** Returns which quotas a blast uses, the fullest first, what to request, and the throughput for which to warm the table of enrollments. */
export function capacityReport(blast: PlannedBlast, { waiting, undelayed }: { waiting: Run; undelayed: Run }): string {
  const peaks = peaksOf(waiting, undelayed, blast).filter(({ rate }) => !rate.endsWith('one for each user'));
  const ordered = peaks.toSorted((one, other) => shareOf(other) - shareOf(one));
  const [first] = ordered;
  return [
    `${number(blast.users)} users in ${blast.region}, up to ${number(blast.rate)} events a second (${BURST} x the mean)`,
    peaksTable(ordered, 'your blast'),
    ...(first === undefined ? [] : [`Binds first: ${first.rate}, at ${number(100 * shareOf(first))} % of its quota.`]),
    requestLines(ordered),
    warmLine(waiting, blast),
  ].join('\n\n');
}

const shareOf = ({ expected, quota }: Peak): number => expected / quota;

function requestLines(peaks: readonly Peak[]): string {
  const full = peaks.filter((peak) => shareOf(peak) >= FULL_SHARE);
  const lines = full.flatMap(({ rate, expected, quota }) => {
    const [, name] = REQUESTS.find(([beginning]) => rate.startsWith(beginning)) ?? [];
    return name === undefined ? [] : [`Request ${name}: ${roundUp(expected / FULL_SHARE)} (default ${number(quota)})`];
  });
  return lines.length === 0
    ? `No quota is more than ${100 * FULL_SHARE} % full: nothing to request.`
    : lines.join('\n');
}

/** Rounds up to two digits, as one would request it. */
function roundUp(value: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return number(Math.ceil(value / unit) * unit);
}

/** Returns the throughput of the table of enrollments while users are enrolled. */
function warmLine({ usage, load }: Run, { rate }: PlannedBlast): string {
  const unitsOf = (kind: 'write' | 'read') =>
    ((usage.of(kind, undefined, 'match-trigger') + usage.of(kind, undefined, 'match-exception')) / load.users) * rate;
  const [writes, reads] = [unitsOf('write'), unitsOf('read')];
  const { newTableWrites, newTableReads } = ACCOUNT_QUOTAS;
  if (writes <= newTableWrites && reads <= newTableReads)
    return `A new table accepts ${number(newTableWrites)} writes and ${number(newTableReads)} reads a second; the blast needs ${number(writes)} and ${number(reads)}: no warm throughput.`;
  return `Warm the table of enrollments: warmThroughput { writeUnitsPerSecond: ${roundUp(Math.max(writes, newTableWrites))}, readUnitsPerSecond: ${roundUp(Math.max(reads, newTableReads))} }`;
}
