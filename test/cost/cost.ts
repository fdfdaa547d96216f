import { parseArgs } from 'node:util';
import { checkDefinition } from '../../core/check-definition.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { aMillion, billOf } from './bill.ts';
import { playCapacity } from './capacity.ts';
import { CHANNEL_WORK, type ChannelUse, channelsTable, playChannel } from './channels.ts';
import { goalsOf } from './goals.ts';
import { followUpOf } from './load.ts';
import { isWaitedFor, loadsOf } from './loads.ts';
import { peaksOf } from './peaks.ts';
import { onePerUser } from './per-user.ts';
import { PRICED, PRICES } from './prices.ts';
import {
  arithmetic,
  assumed,
  besides,
  followUpsTable,
  goalsTable,
  nameOf,
  nothingTable,
  peaksTable,
  requestsTable,
} from './report.ts';
import { type Run, runOf } from './run.ts';
import { playStreams, streamTable } from './stream-report.ts';

const USAGE = `npm run cost -- [--users N] [--shape blast|trickle] [--delay SPAN] [--cancelled PERCENT] [--caps] [--matches-nothing] [--stream] [--channels] [--json]
npm run cost -- --capacity --users N [--hours H] [--region R]
Without options: 1,000, 10,000 and 100,000 users; a blast and a trickle; no delay, 1 hour and 1 week; and trickles of
20,000 with delays of 1, 5 and 30 minutes (some minutes).
--users            so many users, in place of the three
--shape            only a blast (all at once, 10,000 events a second) or only a trickle (over a day)
--delay            only this schedule delay, as a campaign says it: "none", "1 hour"
--cancelled        so many of a hundred users do something while waiting that cancels the message
--caps             the installation has a frequency cap that no user reaches
--stream           only a steady stream of 5,000 events a second, of which 95 % match nothing, through every door
--channels         only what the senders of channels use for each message, and for each report of SES
--capacity         which quotas of AWS a blast of so many users in so many hours (1) fills in a region (us-east-1), and what to request
--matches-nothing  nobody listens to what the users do
--json             every count, as JSON`;

const { values } = parseArgs({
  options: {
    users: { type: 'string' },
    shape: { type: 'string' },
    delay: { type: 'string' },
    cancelled: { type: 'string', default: '0' },
    caps: { type: 'boolean', default: false },
    stream: { type: 'boolean', default: false },
    channels: { type: 'boolean', default: false },
    capacity: { type: 'boolean', default: false },
    hours: { type: 'string', default: '1' },
    region: { type: 'string', default: 'us-east-1' },
    'matches-nothing': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const users = values.users === undefined ? undefined : Number(values.users);
const cancelled = Number(values.cancelled) / 100;
const faults = 'faults' in checkDefinition(followUpOf({ delay: values.delay ?? 'none' }));
const loads = faults ? [] : loadsOf({ ...values, users, cancelled, matchesNothing: values['matches-nothing'] });
const isPlanned = Number(values.hours) > 0 && /^[a-z]{2}(-[a-z]+)+-\d$/.test(values.region);
if (values.help || loads.length === 0 || !isPlanned || !((users ?? 1) >= 1) || !(cancelled >= 0 && cancelled < 1)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const begun = performance.now();
const announce = (name: string) => process.stderr.write(`${name} …\n`);
if (values.stream) {
  console.log(streamTable(await playStreams(announce)));
  process.exit(0);
}
if (values.channels) {
  process.env[ENVIRONMENT.sendingMode] = 'live';
  const uses: ChannelUse[] = [];
  for (const work of CHANNEL_WORK)
    for (const batch of [10, 1]) uses.push(await playChannel(work, { count: 1_000, batch }));
  console.log(channelsTable(uses));
  process.exit(0);
}
if (values.capacity) {
  console.log(await playCapacity({ users: users ?? 1_000_000, hours: Number(values.hours), region: values.region }));
  process.exit(0);
}
const runs: Run[] = [];
for (const load of loads) {
  announce(nameOf(load));
  runs.push(await runOf(load));
}
const isWhole =
  [users, values.shape, values.delay].every((each) => each === undefined) && cancelled === 0 && !values.caps;
const streams = isWhole && !values['matches-nothing'] ? await playStreams(announce) : [];
const seconds = (performance.now() - begun) / 1_000;

const followUps = runs.filter(({ load }) => !load.matchesNothing);
const blasts = followUps.filter(({ load }) => load.shape === 'blast' && load.cancelled === 0 && !load.hasCaps);
const largest = (among: readonly Run[]) =>
  among.findLast(({ load }) => load.users === Math.max(...loads.map((each) => each.users)));
const waiting =
  largest(blasts.filter(({ load }) => load.delay === '1 hour')) ??
  largest(blasts.filter(({ load }) => isWaitedFor(load)));
const undelayed = largest(blasts.filter(({ load }) => !isWaitedFor(load)));
const peaks = waiting === undefined ? [] : peaksOf(waiting, undelayed);
const goals = goalsOf(followUps, waiting);

if (values.json) printJson();
else print();

function print(): void {
  const shown = waiting ?? largest(runs);
  const sections = [
    ...(followUps.length === 0 ? [] : [followUpsTable(followUps), requestsTable(followUps)]),
    ...(followUps.length === runs.length ? [] : [nothingTable(runs.filter(({ load }) => load.matchesNothing))]),
    ...(streams.length === 0 ? [] : [streamTable(streams)]),
    ...(shown === undefined ? [] : [arithmetic(shown), assumed(shown)]),
    ...(waiting === undefined ? [] : [besides(waiting), peaksTable(peaks)]),
    goalsTable(goals),
  ];
  console.log(['npm run cost --', ...process.argv.slice(2)].join(' '));
  const node = `Node ${process.version}, ${seconds.toFixed(0)} s`;
  console.log(`${new Date().toISOString()}, ${node}; list prices of ${PRICED.region}, ${PRICED.on}`);
  for (const section of sections) console.log(`\n${section}`);
}

function printJson(): void {
  console.log(JSON.stringify({ priced: PRICED, prices: PRICES, runs: runs.map(asJson), peaks, goals }, undefined, 2));
}

function asJson(run: Run): object {
  const { load, usage, events, peaks: seen, concurrency, kept, processor } = run;
  const messages = usage.noted('messages');
  const per = load.matchesNothing ? events : messages;
  return {
    load,
    events,
    messages,
    executions: usage.noted('executions'),
    dollarsAMillion: aMillion(billOf(usage.all), per),
    dollarsAMillionOnePerUser: aMillion(billOf(onePerUser(run)), per),
    used: usage.all,
    peaks: Object.fromEntries(seen),
    concurrency,
    kept,
    processor,
  };
}
