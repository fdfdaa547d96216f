import { type CalendarDelay, WEEKDAYS } from '../../core/contracts/schedule-delay.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
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
    plans: history.plans.map((plan) => toCalendarPlan(plan, { companyZone, change }, random)),
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
  return { ...plan, delay: 0, calendar: { schedule, companyZone }, definition: { ...definition, delay: schedule } };
}
