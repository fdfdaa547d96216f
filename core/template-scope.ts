import { Context, type Liquid, toValue } from 'liquidjs';
import { countCharacters } from './contracts/characters.ts';
import type { Instant } from './contracts/instant.ts';
import { SafeHtml } from './html/safe-html.ts';
import { RenderBudget } from './render-budget.ts';

/** The state that all fields of one dispatch share while they are rendered. */
export class RenderRun {
  readonly budget = new RenderBudget();
  /** The instant of `now` in templates. */
  readonly now: Instant;
  /** The reason with which a template aborted the message, if one did. */
  abortReason: string | undefined;
  /** The first place of an output in HTML where none can stand, such as a comment. The output wrote nothing there. */
  misplaced: string | undefined;

  constructor(now: Instant) {
    this.now = now;
  }
}

/** The variables of the template of one field. All work of Liquid with them counts towards the budget of the dispatch (R78). */
export class TemplateScope extends Context {
  readonly run: RenderRun;
  readonly #engine: Liquid;

  constructor(engine: Liquid, seen: object, run: RenderRun) {
    super(seen, engine.options, { sync: true }, { liquid: engine });
    this.run = run;
    this.#engine = engine;
    const { budget } = run;
    // Liquid calls the first for characters that it writes, and the second, which would read the clock, before every tag, output and text.
    this.memoryLimit.use = (count) => budget.spendCharacters(count);
    this.renderLimit.check = () => budget.spend(1);
  }

  override spawn(seen: object = {}): TemplateScope {
    return new TemplateScope(this.#engine, seen, this.run);
  }

  /** Reads a field. The size of a text and positions in it are in characters, not in UTF-16 units. */
  override readProperty(object: unknown, key: unknown): unknown {
    this.run.budget.spend(1);
    const name = toValue(key);
    if (object instanceof SafeHtml) return this.readProperty(object.valueOf(), name);
    if (typeof object === 'string') return this.#readText(object, String(name));
    if (object === undefined || object === null) return object;
    if (name === 'size' && !Array.isArray(object)) this.run.budget.spend(Object.keys(object).length);
    return super.readProperty(object, name);
  }

  #readText(text: string, name: string): unknown {
    this.run.budget.spendValue(text);
    if (name === 'size') return countCharacters(text);
    return /^\d+$/.test(name) ? Array.from(text)[Number(name)] : undefined;
  }
}

/** Returns the rendering that a filter or a tag belongs to. */
export function getRenderRun(context: unknown): RenderRun {
  if (context instanceof TemplateScope) return context.run;
  throw new Error('Liquid: expected a scope of ours');
}
