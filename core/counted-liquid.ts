import {
  type Context,
  defaultOperators,
  type Emitter,
  evalToken,
  ForTag,
  type Liquid,
  TablerowTag,
  type Tag,
  type Template,
  toValue,
  toValueSync,
} from 'liquidjs';
import { countFilterSteps, countSearchSteps, getLength } from './filter-steps.ts';
import { getRenderRun } from './template-scope.ts';

/**
 * Makes every tag, text and filter of an engine count its steps (R78). Liquid itself counts the characters that most filters write, and
 * checks its limits before each tag. This adds the steps for what filters read, for lists that tags iterate over, and for written text.
 */
export function countSteps(engine: Liquid): void {
  for (const [name, filter] of Object.entries(engine.filters)) {
    if (typeof filter === 'function') engine.registerFilter(name, countFilterCalls(name, filter));
  }
  for (const [name, tag] of Object.entries(engine.tags)) {
    engine.registerTag(
      name,
      new Proxy(tag, { construct: (made, args) => countTagSteps(Reflect.construct(made, args)) }),
    );
  }
  const { renderer } = engine;
  const render = renderer.renderTemplates;
  renderer.renderTemplates = (templates, context, emitter = new CountedText(context)) =>
    render.call(renderer, templates, context, emitter);
}

/** The operators of an engine, each of which counts the steps for its operands. */
export const COUNTED_OPERATORS = Object.fromEntries(
  Object.entries(defaultOperators).map(([name, operator]) => [
    name,
    (...args: [unknown, unknown, Context?]) => {
      const { budget } = getRenderRun(args.at(-1));
      budget.spend(1);
      if (!['and', 'or', 'not'].includes(name)) budget.spendValue(args.slice(0, -1));
      if (name === 'contains') budget.spend(countSearchSteps(toValue(args[0]), toValue(args[1])));
      return Reflect.apply(operator, undefined, args);
    },
  ]),
);

type Filter = (this: { readonly context: Context }, ...args: unknown[]) => unknown;

function countFilterCalls(name: string, filter: (...args: unknown[]) => unknown): Filter {
  return function* (...args): Generator<unknown, unknown, unknown> {
    countFilterSteps(name, args, getRenderRun(this.context).budget);
    const result = yield filter.apply(this, args);
    if (typeof result === 'number' && !Number.isFinite(result)) {
      throw new Error(`${name}: the result is no number (a division by zero, or by nothing?)`);
    }
    return result;
  };
}

function countTagSteps(tag: Tag): Tag {
  const render = tag.render.bind(tag);
  const { arguments: args }: Template = tag;
  // Branches, values and candidates are evaluated one by one without a tag of their own.
  const extraSteps = Math.max(0, [...(args?.call(tag) ?? [])].length - 1);
  tag.render = (context: Context, emitter: Emitter) => {
    const { budget } = getRenderRun(context);
    budget.spend(extraSteps);
    if (tag instanceof ForTag || tag instanceof TablerowTag) {
      const list = toValue(toValueSync(evalToken(tag.collection, context)));
      if (typeof list === 'object') budget.spend(Array.isArray(list) ? list.length / 5 : getLength(list));
    }
    return render(context, emitter);
  };
  return tag;
}

/** The text of a template, which counts its steps while it is written. */
export class CountedText implements Emitter {
  buffer = '';
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  write(value: unknown): void {
    getRenderRun(this.#context).budget.spendValue(value);
    this.buffer += toText(value);
  }
}

/** Returns a value as Liquid writes it: a list as its items one after the other, a missing value as nothing. */
export function toText(value: unknown): string {
  const plain = toValue(value);
  if (plain === undefined || plain === null) return '';
  return Array.isArray(plain) ? plain.map(toText).join('') : String(plain);
}
