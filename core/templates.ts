import { Liquid } from 'liquidjs';
import { charactersIn } from './contracts/characters.ts';
import type { MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import type { Fault } from './contracts/fault.ts';
import type { Instant } from './contracts/instant.ts';
import { Rendering, tellTimeByRendering } from './template-clock.ts';

/** What templates see, and when it is for them. */
export interface RenderContext {
  readonly user: Record<string, unknown>;
  readonly trigger: Detail;
  readonly campaign: { readonly id: string; readonly name: string };
  /** What `now` means; not seen as a variable. */
  readonly now: Instant;
}

/** In characters made, and in milliseconds: the first is the same everywhere, the second only the last resort. */
const MOST_MEMORY = 1_000_000;
const LONGEST_RENDER = 1_000;
/** The longest text of one field, rendered, in characters. */
const LONGEST_TEXT = 100_000;
/** The longest template, which Liquid measures in UTF-16 units: two for a character at most. */
const LONGEST_TEMPLATE = 2 * 60_000;

/** The fields of a message that are sent as they are. */
const PLAIN_FIELDS = ['channel', 'method'];

const engine = new Liquid({
  strictFilters: true,
  strictVariables: false,
  ownPropertyOnly: true,
  templates: {},
  parseLimit: LONGEST_TEMPLATE,
  memoryLimit: MOST_MEMORY,
  renderLimit: LONGEST_RENDER,
  timezoneOffset: 0,
  locale: 'en-US',
});
// No files to include, and the same content on every repeat (R71): neither chance nor the clock has a place in a message.
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
delete engine.filters.sample;
tellTimeByRendering(engine);

type Render = (context: RenderContext) => unknown;

/** The fault of a template that Liquid cannot read. */
export function checkTemplate(text: string, path: Fault['path']): Fault[] {
  try {
    if (isLiquid(text)) engine.parse(text);
    return [];
  } catch (error) {
    return [{ path, found: error instanceof Error ? error.message : String(error), expected: 'a Liquid template' }];
  }
}

/** The templates of a message with their paths inside it. */
export function templatesOf(message: MessageTemplate): { readonly text: string; readonly path: Fault['path'] }[] {
  return Object.entries(message).flatMap(([field, value]) => {
    if (PLAIN_FIELDS.includes(field)) return [];
    if (typeof value === 'string') return [{ text: value, path: [field] }];
    return entriesOf(value).map(([name, text]) => ({ text: String(text), path: [field, name] }));
  });
}

/** Compiles messages once. Rendering throws where a template fails on what it is given. */
export function compileMessages(messages: readonly MessageTemplate[]): (context: RenderContext) => RenderedMessage[] {
  const compiled = messages.map(compileMessage);
  return (context) => compiled.map((render) => render(context));
}

function compileMessage({ channel, ...fields }: MessageTemplate): (context: RenderContext) => RenderedMessage {
  const renders = Object.entries(fields).map(([field, value]) => [field, compileField(field, value)] as const);
  return (context) => ({ ...rendered(renders, context), channel });
}

function compileField(field: string, value: unknown): Render {
  if (PLAIN_FIELDS.includes(field)) return () => value;
  if (typeof value === 'string') return compileText(value);
  if (typeof value !== 'object' || value === null) return () => value;
  const renders = entriesOf(value).map(([name, text]) => [name, compileText(String(text))] as const);
  return (context) => rendered(renders, context);
}

function compileText(text: string): Render {
  if (!isLiquid(text)) return () => text;
  const template = engine.parse(text);
  return ({ now, ...seen }) => {
    // What is seen is a copy, because {% increment %} writes into what it is given.
    const result = String(engine.renderSync(template, new Rendering(engine, seen, now)));
    const length = charactersIn(result);
    if (length > LONGEST_TEXT) throw new Error(`A rendered field has ${length} characters`);
    return result;
  };
}

function rendered(renders: readonly (readonly [string, Render])[], context: RenderContext): Record<string, unknown> {
  return Object.fromEntries(renders.map(([field, render]) => [field, render(context)]));
}

/** Literal text needs no Liquid, which is a hundred times slower. */
function isLiquid(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
