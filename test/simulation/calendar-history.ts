import type { QuietHours } from '../../core/contracts/quiet-hours.ts';
import { type CalendarDelay, WEEKDAYS } from '../../core/contracts/schedule-delay.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { DAYS, ZONES } from './due.ts';
import type { History, Plan } from './history.ts';
import type { Random } from './random.ts';

/** Names of zones that do not exist, which count as none (R21). */
const WRONG_ZONES = ['Mars/Phobos', 'UTC+2', ''];
const ANY_ZONE: readonly string[] = [...ZONES, ...WRONG_ZONES];

/** Days around which clocks change in one of the zones, and an ordinary one. */
const STARTS = ['2026-10-01', '2026-10-23', '2026-12-01', '2027-03-26', '2027-04-02'].map((day) =>
  Date.parse(`${day}T00:00:00Z`),
);

/** A change of the clocks of a zone: the midnight, in UTC, a day before it, and a local time that it skips or repeats. */
interface Change {
  readonly zone: string;
  readonly before: number;
  readonly at: string;
}

const CHANGES: readonly Change[] = [
  { zone: 'Europe/Berlin', before: Date.UTC(2027, 2, 27), at: '02:30' },
  { zone: 'Europe/Berlin', before: Date.UTC(2026, 9, 24), at: '02:30' },
  { zone: 'Australia/Lord_Howe', before: Date.UTC(2026, 9, 2, 14), at: '02:15' },
  { zone: 'Australia/Lord_Howe', before: Date.UTC(2027, 3, 2, 14), at: '01:45' },
];

/**
 * Turns a history into one whose campaigns have calendar delays: its events lie days apart, around changes of clocks, by users whose zone
 * the event or the profile knows, or neither.
 */
export function toCalendarHistory(history: History, random: Random): History {
  const { start: before, events, deliveries } = history;
  const last = Math.max(before + MINUTE, ...events.map(({ event }) => event.at));
  // In some histories messages are due on the day and at the time at which clocks are changed.
  const change = random.chance(0.3) ? random.pick(CHANGES) : undefined;
  const start = (change?.before ?? random.pick(STARTS)) + random.upTo(change === undefined ? DAY : DAY / 4);
  // Spread over up to a week.
  const spread = change === undefined ? random.between(1, 7) * DAY : DAY / 2;
  const factor = Math.max(1, spread / (last - before));
  const moveTo = new Map(
    events.map(({ event }) => [event.id, Math.round((start + (event.at - before) * factor) / 1_000) * 1_000]),
  );
  const moved = events.map((done) => {
    const { event } = done;
    const zone = random.chance(0.5) ? random.pick(ANY_ZONE) : undefined;
    const detail = zone === undefined ? event.detail : { ...event.detail, timeZone: zone };
    return { ...done, event: { ...event, at: moveTo.get(event.id) ?? event.at, detail } };
  });
  const byId = new Map(moved.map(({ event }) => [event.id, event]));
  const companyZone = change?.zone ?? random.pick([...ZONES]);
  return {
    ...history,
    start,
    companyZone,
    users: history.users.map((user) => ({ ...user, zone: random.chance(0.3) ? undefined : random.pick(ANY_ZONE) })),
    plans: history.plans
      .map((plan) => toCalendarPlan(plan, { companyZone, change }, random))
      .map((plan) => (random.chance(0.5) ? withQuietHours(plan, random) : plan))
      .map((plan) => (random.chance(0.2) ? withDuration(plan, start, random) : plan)),
    events: moved,
    deliveries: deliveries.map((delivery) => {
      const event = byId.get(delivery.event.id) ?? delivery.event;
      return { ...delivery, event, at: event.at + (delivery.at - delivery.event.at) };
    }),
    acts: [],
  };
}

interface Calendar {
  readonly companyZone: string;
  readonly change: Change | undefined;
}

function toCalendarPlan(plan: Plan, { companyZone, change }: Calendar, random: Random): Plan {
  const at = change?.at ?? random.pick(['00:00', '02:30', '09:00', '12:00', '23:59']);
  const zone = random.pick(['user', 'user', 'company'] as const);
  const schedule: CalendarDelay =
    change !== undefined
      ? { in: '1 day', at, zone: 'company' }
      : random.chance(0.5)
        ? { next: random.pick([...WEEKDAYS]), at, zone }
        : { in: random.pick([...DAYS.keys()]), at, zone };
  const { precision: _, ...definition } = plan.definition;
  const inZone = { ...plan, companyZone, delay: 0 };
  // Some messages leave at once, unless it is quiet.
  if (change === undefined && random.chance(0.2))
    return { ...inZone, exceptions: [], definition: { ...definition, delay: 'none', exceptions: [] } };
  return { ...inZone, calendar: schedule, definition: { ...definition, delay: schedule } };
}

/** Adds quiet hours to a campaign, often with the local time in them at which its messages are due. */
function withQuietHours(plan: Plan, random: Random): Plan {
  const times = random.pick([
    ['22:00', '08:00'],
    ['00:00', '02:30'],
    ['08:00', '13:00'],
    ['12:00', '09:00'],
    ['23:59', '00:01'],
  ] as const);
  const quiet: QuietHours = { from: times[0], to: times[1], then: random.chance(0.7) ? 'hold' : 'withhold' };
  return { ...plan, quiet, definition: { ...plan.definition, quietHours: quiet } };
}

/** Gives a campaign a duration of some days, which begins a little before or after the history. */
function withDuration(plan: Plan, start: number, random: Random): Plan {
  const begin = start + random.pick([-1, 0, 6]) * HOUR;
  const duration = { start: begin, end: begin + random.between(3, 12) * DAY };
  const text = { start: new Date(duration.start).toISOString(), end: new Date(duration.end).toISOString() };
  return { ...plan, duration, definition: { ...plan.definition, duration: text } };
}
