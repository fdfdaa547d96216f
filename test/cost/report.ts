import { WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { getMaxDelay } from '../../core/contracts/schedule-delay.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { ACCESS_LINE, COLD_START, LOG_EVENT, LOGS_KEPT, PROCESSOR_TIME, ROUND_TRIP } from './assumptions.ts';
import { aMillion, billOf, dollarsOf, GROUP_NAMES } from './bill.ts';
import type { Goal } from './goals.ts';
import { followUpOf, type Load } from './load.ts';
import type { Peak } from './peaks.ts';
import { onePerUser } from './per-user.ts';
import { GIGABYTE, PRICES } from './prices.ts';
import type { Run } from './run.ts';
import { dollars, number, tableOf } from './table.ts';
import type { Used } from './usage.ts';

/** Describes a load in a few words. */
export function nameOf({ shape, users, delay, cancelled, matchesNothing, hasCaps }: Load): string {
  if (matchesNothing) return `${shape} of ${number(users)} that match nothing`;
  const some = cancelled === 0 ? '' : `, ${cancelled * 100} % cancelled`;
  return `${shape} of ${number(users)}, ${delay}${some}${hasCaps ? ', with caps' : ''}`;
}

/** Formats the cost of a million follow-ups for each load, beside the cost with an execution for each user. */
export function followUpsTable(runs: readonly Run[]): string {
  const lines = runs.map((run) => {
    const { usage, load } = run;
    const a = (used: readonly Used[], group?: (typeof GROUP_NAMES)[number]) =>
      dollars(aMillion(billOf(used, group), usage.noted('messages')));
    const groups = GROUP_NAMES.map((group) => a(usage.all, group));
    return [nameOf(load), ...groups, a(usage.all), a(onePerUser(run)), number(usage.noted('executions'))];
  });
  return tableOf(['$ a million follow-ups', ...GROUP_NAMES, 'all', 'execution each', 'executions'], lines);
}

/** Formats what a follow-up of each load asks of AWS, and how full the calls are that put messages on the bus. */
export function requestsTable(runs: readonly Run[]): string {
  const lines = runs.map(({ usage, load }) => {
    const messages = usage.noted('messages');
    const each = (count: number) => (count / messages).toFixed(3);
    return [
      nameOf(load),
      each(usage.of('transition')),
      each(usage.of('write')),
      each(usage.of('read')),
      each(usage.of('sqs')),
      each(usage.of('lambdaRequest')),
      (messages / usage.noted('EventBridge PutEvents')).toFixed(1),
    ];
  });
  const head = ['for each follow-up', 'transitions', 'writes', 'reads', 'requests of SQS', 'invocations'];
  return tableOf([...head, 'entries a PutEvents call'], lines);
}

/** Formats the cost of a million interactions that match nothing. */
export function nothingTable(runs: readonly Run[]): string {
  const lines = runs.map(({ usage, load, events }) => {
    const groups = GROUP_NAMES.map((group) => dollars(aMillion(billOf(usage.all, group), events)));
    return [nameOf(load), ...groups, dollars(aMillion(billOf(usage.all), events))];
  });
  return tableOf(['$ a million interactions', ...GROUP_NAMES, 'all'], lines);
}

/** Formats the calculation of one load: every count for each follow-up, its price, and the product. */
export function arithmetic({ usage, events, load }: Run): string {
  const per = load.matchesNothing ? events : usage.noted('messages');
  const lines = usage.all
    .toSorted((one, other) => dollarsOf(other) - dollarsOf(one))
    .map(({ requester, priced, what, count }) => [
      `${requester}: ${what}`,
      PRICES[priced].unit,
      (count / per).toPrecision(4),
      `$${number(PRICES[priced].dollars * 1_000_000, 4)}`,
      dollars(aMillion(dollarsOf({ priced, count }), per)),
    ]);
  const sum = ['', '', '', '', dollars(aMillion(billOf(usage.all), per))];
  return tableOf([nameOf(load), 'in', 'for each', '$ a million', '$'], [...lines, sum], [0, 1]);
}

/** Formats the peaks of a planned blast beside the quotas of AWS. */
export function peaksTable(peaks: readonly Peak[], planned = 'a million'): string {
  const lines = peaks.map(({ rate, measured, expected, how, quota }) => [
    rate,
    measured === undefined ? '' : number(measured),
    number(expected),
    number(quota),
    `${number((100 * expected) / quota)} %`,
    how,
  ]);
  return tableOf(['at the peak', 'measured', planned, 'quota', 'of it', 'how'], lines, [0, 5]);
}

const MONTH = 30 * DAY;

/** Formats the costs that do not depend on requests: storage, and reads by people. */
export function besides({ kept, usage, load }: Run): string {
  const { storage, backup, metric, apiCall, secretCall, lambdaRequest, logs, storedLogs } = PRICES;
  const aMonth = (bytes: number) => ((bytes * 1_000_000) / GIGABYTE) * (storage.dollars + backup.dollars);
  const stay = getMaxDelay(followUpOf(load).delay) + WAVE_LIFETIME;
  const taken = aMillion(usage.of('logs'), usage.noted('messages'));
  const call = apiCall.dollars + lambdaRequest.dollars + ((ACCESS_LINE.length + LOG_EVENT) / GIGABYTE) * logs.dollars;
  return tableOf(
    [`beside requests (${nameOf(load)})`, '$'],
    [
      [
        `rows of a million users stay: ${number(kept.row)} bytes each, with recovery, a month`,
        dollars(aMonth(kept.row)),
      ],
      [
        `seats of a million users stay: ${number(kept.seat)} bytes each, ${number(stay / DAY)} days`,
        dollars((aMonth(kept.seat) * stay) / MONTH),
      ],
      [
        `logs of a million follow-ups stay: ${number(taken, 2)} GB, ${LOGS_KEPT} months`,
        dollars(taken * storedLogs.dollars * LOGS_KEPT),
      ],
      [
        `custom metrics of a month in use: ${usage.metrics}, however many follow-ups`,
        dollars(usage.metrics * metric.dollars),
      ],
      [
        'the token of Currents, read by a Lambda every five minutes for a month',
        dollars((secretCall.dollars * MONTH) / (5 * MINUTE)),
      ],
      ['a million events of producers: their own PutEvents', dollars(PRICES.eventBridge.dollars * 1_000_000)],
      ['the same over HTTP, one event a call, without the time of the Lambda', dollars(call * 1_000_000)],
      ['the same over HTTP, a thousand events a call', dollars(call * 1_000)],
    ],
  );
}

/** Formats the assumptions about the duration of Lambdas. */
export function assumed({ processor, usage, load }: Run): string {
  const time = usage.of('lambdaTime') / load.users;
  return [
    `Assumed: a request takes ${PROCESSOR_TIME} ms of a whole processor and ${ROUND_TRIP} ms on its way, a cold start ${COLD_START} ms; that is ${time.toFixed(4)} GB-seconds a user.`,
    `Seen here: ${processor.toFixed(2)} ms of a processor a user, the stand-ins of AWS included, the AWS SDK left out (${nameOf(load)}).`,
  ].join('\n');
}

/** Formats the goals, and whether they are met. */
export function goalsTable(goals: readonly Goal[]): string {
  const lines = goals.map(({ goal, found, isMet }) => [goal, found, isMet ? 'met' : 'NOT met']);
  return tableOf(['goal', 'found', ''], lines, [0, 2]);
}
