import {
  type Context,
  EchoTag,
  type Emitter,
  type Liquid,
  Output,
  RawTag,
  TablerowTag,
  type Template,
  TypeGuards,
  Value,
} from 'liquidjs';
import { markEscapedTexts } from './html-filters.ts';
import { HtmlWriter, type ScanCache } from './html-writer.ts';

/** Makes an engine write HTML: what its templates say as it is, and what they output escaped for the place that it stands at (R90). */
export function escapeOutputs(engine: Liquid): void {
  markEscapedTexts(engine);
  const { renderer } = engine;
  const render = renderer.renderTemplates;
  const prepared = new WeakMap<Template[], Template[]>();
  renderer.renderTemplates = function* (templates, context, emitter) {
    const known = prepared.get(templates) ?? templates.map(prepareTemplate);
    prepared.set(templates, known);
    const writer = emitter instanceof HtmlWriter ? emitter : new HtmlWriter(context);
    // A tag that writes markup may have templates inside, which write values.
    const { isMarkup } = writer;
    writer.isMarkup = false;
    yield render.call(renderer, known, context, writer);
    writer.isMarkup = isMarkup;
    return writer === emitter ? '' : writer.finish();
  };
}

/** Returns a template that writes to an `HtmlWriter` by what it is: text of the template, an output, or another tag. */
function prepareTemplate(template: Template): Template {
  const { token } = template;
  if (TypeGuards.isHTMLToken(token)) {
    const cache: ScanCache = new Map();
    const text = token.getContent();
    return { token, render: (_context, emitter) => toWriter(emitter).writeMarkup(text, cache) };
  }
  if (template instanceof Output || template instanceof EchoTag) {
    const [value] = template.arguments?.() ?? [];
    return { token, render: (context, emitter) => writeOutput(value, context, toWriter(emitter)) };
  }
  const isMarkup = template instanceof RawTag || template instanceof TablerowTag;
  return isMarkup
    ? { token, render: (context, emitter) => writeMarkupTag(template, context, toWriter(emitter)) }
    : template;
}

function* writeOutput(value: unknown, context: Context, writer: HtmlWriter): Generator<unknown, void, unknown> {
  if (value instanceof Value) writer.writeValue(yield value.value(context, false));
}

function* writeMarkupTag(tag: Template, context: Context, writer: HtmlWriter): Generator<unknown, void, unknown> {
  writer.isMarkup = true;
  const html = yield tag.render(context, writer);
  if (typeof html === 'string') writer.write(html);
  writer.isMarkup = false;
}

function toWriter(emitter: Emitter): HtmlWriter {
  if (emitter instanceof HtmlWriter) return emitter;
  throw new Error('Liquid: expected a writer of HTML');
}
