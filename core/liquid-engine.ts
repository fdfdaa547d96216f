import { Liquid } from 'liquidjs';
import { AbortMessage } from './abort-message.ts';
import { COUNTED_OPERATORS, countSteps } from './counted-liquid.ts';
import { escapeOutputs } from './html/escape-outputs.ts';
import { overrideDateFilters } from './template-date-filters.ts';
import { overrideFilters } from './template-filters.ts';

/** The maximum length of a template in UTF-16 units, as Liquid measures it: at most two for each character. */
const MAX_TEMPLATE_UNITS = 2 * 60_000;

/** Creates the engine of all templates. It reads no files, uses neither random values nor the clock (R71), and counts its steps (R78). */
export function createLiquidEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: MAX_TEMPLATE_UNITS,
    operators: COUNTED_OPERATORS,
    timezoneOffset: 0,
    locale: 'en-US',
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  delete engine.filters.sample;
  engine.registerTag('abort_message', AbortMessage);
  overrideFilters(engine);
  overrideDateFilters(engine);
  countSteps(engine);
  return engine;
}

/** Creates the engine of templates that are HTML. What they output is escaped once, for the place that it stands at (R90). */
export function createHtmlEngine(): Liquid {
  const engine = createLiquidEngine();
  escapeOutputs(engine);
  return engine;
}
