import type { Liquid } from 'liquidjs';
import { isTimeZone } from './contracts/time-zone.ts';
import { getRenderRun } from './template-scope.ts';

const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/** The conversions that write names of months and days, or whole dates. Each needs a formatter of its own. */
const NAME_CONVERSIONS = /%[^a-zA-Z%]*[EO]?[aAbBhcxX]/g;
/** The steps of a filter without a format, which writes at most three names. */
const UNFORMATTED_STEPS = 300;

/**
 * Overrides the date filters so that `now` and `today` are the instant of the dispatch, the same in every repeat (R71). Liquid itself
 * reads the clock of the machine. A zone that does not exist counts as none, which means UTC (R21).
 */
export function overrideDateFilters(engine: Liquid): void {
  for (const name of DATE_FILTERS) {
    const filter = engine.filters[name];
    if (typeof filter !== 'function') throw new Error(`Liquid: expected a filter ${name}`);
    engine.registerFilter(name, function (value: unknown, ...rest: unknown[]) {
      const { budget, now } = getRenderRun(this.context);
      budget.spend(countDateSteps(rest));
      const [format, zone, ...more] = rest;
      const isNow = value === 'now' || value === 'today';
      return filter.call(this, isNow ? new Date(now) : value, format, toKnownZone(zone, name), ...more);
    });
  }
}

function toKnownZone(zone: unknown, filter: string): unknown {
  if (filter !== 'date' || typeof zone === 'number') return zone;
  return typeof zone === 'string' && isTimeZone(zone) ? zone : undefined;
}

/** Counts the steps of a date filter. A formatter takes as long as a hundred tags. */
function countDateSteps([format, zone]: readonly unknown[]): number {
  if (typeof format !== 'string') return UNFORMATTED_STEPS;
  const named = format.match(NAME_CONVERSIONS)?.length ?? 0;
  const conversions = format.match(/%/g)?.length ?? 0;
  return 20 + 100 * named + 15 * conversions + (zone === undefined ? 0 : 300);
}
