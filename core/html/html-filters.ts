import { type Liquid, toValue } from 'liquidjs';
import { toText } from '../counted-liquid.ts';
import { getRenderRun } from '../template-scope.ts';
import { escapeHtml } from './escape-html.ts';
import { SafeHtml } from './safe-html.ts';

/** Filters that escape a text, which is escaped then. */
const ESCAPING = ['escape', 'xml_escape', 'escape_once'];
/** Filters that leave HTML what it is. */
const KEEPING = ['strip', 'lstrip', 'rstrip', 'strip_newlines', 'strip_html', 'newline_to_br'];

/** Makes the filters of an engine for HTML tell texts that are escaped from texts that are not, so that each is escaped once (R90). */
export function markEscapedTexts(engine: Liquid): void {
  for (const [name, filter] of Object.entries(engine.filters)) {
    if (typeof filter !== 'function') continue;
    engine.registerFilter(name, function* (value: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
      const apply = (input: unknown) => filter.apply(this, [input, ...args.map(unwrap)]);
      if (value instanceof SafeHtml) return yield* filterHtml(name, value, apply);
      const result = yield apply(value);
      if (name === 'escape_once') return new SafeHtml(toText(result));
      if (ESCAPING.includes(name)) return new SafeHtml(toText(result), { plain: toText(toValue(value)) });
      return name === 'newline_to_br' ? new SafeHtml(toText(yield apply(escapeHtml(toText(toValue(value)))))) : result;
    });
  }
  engine.registerFilter('raw', function (value: unknown) {
    const html = toText(value instanceof SafeHtml ? value.html : toValue(value));
    getRenderRun(this.context).budget.spendCharacters(html.length);
    return new SafeHtml(html, { isRaw: true });
  });
}

type Apply = (input: unknown) => unknown;

function* filterHtml(name: string, value: SafeHtml, apply: Apply): Generator<unknown, unknown, unknown> {
  if (ESCAPING.includes(name)) return value;
  if (KEEPING.includes(name)) {
    const html = toText(yield apply(value.html));
    const plain = value.plain === undefined || name === 'newline_to_br' ? undefined : toText(yield apply(value.plain));
    return new SafeHtml(html, { plain });
  }
  const text = value.valueOf();
  const result = yield apply(text);
  return name === 'default' && result === text ? value : result;
}

function unwrap(value: unknown): unknown {
  return value instanceof SafeHtml ? value.valueOf() : value;
}
