import { Context, type Liquid } from 'liquidjs';
import type { Instant } from './contracts/instant.ts';

const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/** One rendering: what its templates see, and when it is. */
export class Rendering extends Context {
  readonly now: Instant;

  constructor(engine: Liquid, seen: object, now: Instant) {
    super(seen, engine.options, { sync: true }, { liquid: engine });
    this.now = now;
  }
}

/** Lets `now` and `today` be the rendering's instant, the same on every repeat (R71): Liquid asks the machine's clock. */
export function tellTimeByRendering(engine: Liquid): void {
  for (const name of DATE_FILTERS) {
    const filter = engine.filters[name];
    if (typeof filter !== 'function') throw new Error(`Liquid: expected a filter ${name}`);
    engine.registerFilter(name, function (value: unknown, ...rest: unknown[]) {
      return filter.call(this, timeOf(value, this.context), ...rest);
    });
  }
}

function timeOf(value: unknown, context: Context): unknown {
  const isNow = value === 'now' || value === 'today';
  return isNow && context instanceof Rendering ? new Date(context.now) : value;
}
