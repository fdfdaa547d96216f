import { parseArgs } from 'node:util';
import { aMillion, billOf } from './bill.ts';
import { goalsOf } from './goals.ts';
import { type Load, SHAPES } from './load.ts';
import { peaksOf } from './peaks.ts';
import { onePerUser } from './per-user.ts';
import { PRICED, PRICES } from './prices.ts';
import { arithmetic, besides, followUpsTable, goalsTable, nameOf, nothingTable, peaksTable } from './report.ts';
import { type Run, runOf } from './run.ts';

const USAGE = `npm run cost -- [--users N] [--shape blast|trickle] [--delay SPAN] [--json]
Without options: 1,000, 10,000 and 100,000 users, a blast and a trickle, no delay, 1 hour and 1 week (about five minutes).
--users   so many users, in place of the three
--shape   only a blast (all at once, 10,000 events a second) or only a trickle (over a day)
--delay   only this schedule delay, as a campaign says it: "none", "1 hour"
--json    every count, as JSON`;

const { values } = parseArgs({
  options: {
    users: { type: 'string' },
    shape: { type: 'string' },
    delay: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const users = values.users === undefined ? [1_000, 10_000, 100_000] : [Number(values.users)];
const shapes = SHAPES.filter((shape) => values.shape === undefined || shape === values.shape);
const delays = values.delay === undefined ? ['none', '1 hour', '1 week'] : [values.delay];
if (values.help || shapes.length === 0 || users.some((count) => !(count >= 1))) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const most = Math.max(...users);
const base = { cancelled: 0, matchesNothing: false } as const;
const loads: Load[] = shapes.flatMap((shape) =>
  delays.flatMap((delay) => users.map((count) => ({ ...base, users: count, shape, delay }))),
);
const waiting = delays.find((delay) => delay !== 'none');
const some =
  waiting === undefined
    ? []
    : shapes.map((shape) => ({ ...base, users: most, shape, delay: waiting, cancelled: 0.3 })).slice(0, 1);
const nothing = shapes.map((shape) => ({ ...base, users: most, shape, delay: 'none', matchesNothing: true }));

const begun = performance.now();
const played: Run[] = [];
for (const load of [...loads, ...some, ...nothing]) {
  process.stderr.write(`${nameOf(load)} …\n`);
  played.push(await runOf(load));
}
const seconds = (performance.now() - begun) / 1_000;
const of = (asked: readonly Load[]) => played.filter(({ load }) => asked.includes(load));
const blast = of(loads).findLast(({ load }) => load.shape === 'blast' && load.delay === waiting && load.users === most);
const shown = blast ?? of(loads).at(-1);
const goals = goalsOf(of(loads), blast);

if (values.json) tellAsJson();
else tell();

function tell(): void {
  console.log(['npm run cost --', ...process.argv.slice(2)].join(' '));
  console.log(
    `${new Date().toISOString()}, Node ${process.version}, ${seconds.toFixed(0)} s; list prices of ${PRICED.region}, ${PRICED.on}`,
  );
  const sections = [
    followUpsTable([...of(loads), ...of(some)]),
    nothingTable(of(nothing)),
    ...(shown === undefined ? [] : [arithmetic(shown), besides(shown)]),
    ...(blast === undefined ? [] : [peaksTable(peaksOf(blast))]),
    goalsTable(goals),
  ];
  for (const section of sections) console.log(`\n${section}`);
}

function tellAsJson(): void {
  const runs = played.map((run) => {
    const { load, usage, events, peaks, abreast, kept } = run;
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
      peaks: Object.fromEntries(peaks),
      abreast,
      kept,
    };
  });
  console.log(
    JSON.stringify({ priced: PRICED, prices: PRICES, runs, peaks: blast && peaksOf(blast), goals }, undefined, 2),
  );
}
