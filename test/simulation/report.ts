import type { Done, Plan } from './history.ts';
import { COMPARED } from './kinds.ts';
import type { Complaint, Failure } from './run.ts';

/** Formats a failure for people: campaigns, deliveries, faults, decisions, expected and found. */
export function writeFailure({ history, ran, complaints }: Failure): string {
  return [
    `seed ${history.seed}`,
    '',
    '== campaigns',
    ...history.plans.map(writePlan),
    ...history.acts.map(
      ({ at, campaignId, act, plan }) => `${when(at)}  ${act} ${campaignId} ${plan ? writePlan(plan) : ''}`,
    ),
    '== users',
    ...history.users.map(
      ({ id, isVip, zone }) => `${id}${isVip ? ' (vip)' : ''}${zone === undefined ? '' : `, zone ${zone}`}`,
    ),
    ...(history.companyZone === undefined ? [] : [`the company: ${history.companyZone}`]),
    '== events',
    ...[...history.events].sort((one, other) => one.event.at - other.event.at).map(writeEvent),
    '== deliveries, port calls and faults',
    ...ran.trace,
    '== expected and found',
    ...complaints.flatMap(writeComplaint),
  ].join('\n');
}

function writePlan({ definition, triggers, exceptions, vipOnly }: Plan): string {
  const { id, delay, reeligibility, precision } = definition;
  const kinds = (choices: Plan['triggers']) =>
    choices
      .map(({ matches, isCompared }) => `${matches.join('|')}${isCompared ? ' of the same item' : ''}`)
      .join(' or ');
  const audience = vipOnly ? ', vip only' : '';
  return `${id}: ${kinds(triggers)}; delay ${JSON.stringify(delay)}; except ${kinds(exceptions) || 'nothing'}; again ${reeligibility}${audience}; precision ${precision ?? 'default'}`;
}

function writeEvent({ kind, event }: Done): string {
  const { timeZone } = event.detail;
  const item = event.detail[COMPARED];
  return `${when(event.at)}  ${event.id} ${event.userId} ${kind}${timeZone === undefined ? '' : `, zone ${timeZone}`}${item === undefined ? '' : `, item ${JSON.stringify(item)}`}`;
}

function writeComplaint({ about, faults, expected, found }: Complaint): string[] {
  const list = (ids: Iterable<string>) => [...ids].join(', ') || 'none';
  return [
    `${about}:`,
    ...faults.map((fault) => `  ${fault}`),
    ...(expected
      ? [
          `  expected: sent ${list(expected.dispatched)}; cancelled ${list(expected.cancelled)}${expected.open ? ` (open: ${expected.open})` : ''}`,
        ]
      : []),
    ...(found ? [`  found: sent ${list(found.sent.keys())}; cancelled ${list(found.cancelled)}`] : []),
    ...(found?.row.decisions ?? []).map(
      ({ at, decision, reason, eventId, triggeredAt, enrollmentId }) =>
        `  ${when(at)}  ${decision} ${reason ?? ''} by ${eventId}, triggered ${when(triggeredAt)} ${enrollmentId}`,
    ),
    ...(found && found.row.live.length > 0 ? [`  live: ${JSON.stringify(found.row.live)}`] : []),
  ];
}

const when = (instant: number): string => new Date(instant).toISOString();
