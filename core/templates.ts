import type { Liquid, Template } from 'liquidjs';
import { listLanguages } from './choose-language.ts';
import { hasMoreCharacters } from './contracts/characters.ts';
import type { Channel, MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import { formatInteger } from './contracts/format-integer.ts';
import type { Instant } from './contracts/instant.ts';
import { UNSUBSCRIBE_PLACEHOLDER } from './contracts/unsubscribe.ts';
import { createProblemFinder } from './find-text-problem.ts';
import { createHtmlEngine, createLiquidEngine } from './liquid-engine.ts';
import { TOO_MANY_STEPS } from './render-budget.ts';
import {
  createTemplateFiller,
  listTemplateFields,
  listTranslations,
  type TemplateField,
  translateMessage,
} from './template-fields.ts';
import { RenderRun, TemplateScope } from './template-scope.ts';
import { toOneLine } from './to-one-line.ts';
import { createFieldProblem, type Unsendable } from './unsendable.ts';

/** The variables of templates, and the instant of the rendering. */
export interface RenderContext {
  readonly user: Record<string, unknown>;
  readonly trigger: Detail;
  readonly campaign: { readonly id: string; readonly name: string };
  /** The instant of `now`. It is not a variable. */
  readonly now: Instant;
  /** The channels whose sender replaces `unsubscribe_url` by a link; none if absent. In messages of other channels it has no value (R77). */
  readonly senderChannels?: ReadonlySet<Channel>;
}

/** The rendered messages of a dispatch, or the reason why none of them is sent. */
export type RenderResult = { readonly messages: readonly RenderedMessage[] } | { readonly unsendable: Unsendable };

/** The maximum length of a rendered field in characters. */
const MAX_RENDERED_CHARACTERS = 100_000;

/** The fields that have one line (R76). */
const ONE_LINE_FIELDS: readonly unknown[] = [
  'subject',
  'from',
  'replyTo',
  'preheader',
  'title',
  'url',
  'imageUrl',
  'headers',
  'buttons',
];

export const liquidEngine = createLiquidEngine();
let htmlEngine: Liquid | undefined;

function getEngine({ isHtml }: TemplateField): Liquid {
  if (!isHtml) return liquidEngine;
  htmlEngine ??= createHtmlEngine();
  return htmlEngine;
}

/** A function that renders a field and counts its steps. It throws if the template fails. */
export type RenderField = (data: object, run: RenderRun) => string;

/** A function that prepares a template of HTML for mail programs, such as `inlineCss`. It must leave its Liquid as it is. */
export type PrepareHtml = (template: string) => string;

/** Creates the rendering of a field, which compiles its template the first time. */
export function compileField(compiled: TemplateField, prepareHtml?: PrepareHtml): RenderField {
  const {
    path: [field],
    text,
  } = compiled;
  const normalize = (result: string) => (ONE_LINE_FIELDS.includes(field) ? toOneLine(result) : result).toWellFormed();
  const prepare = () => (compiled.isHtml && prepareHtml !== undefined ? prepareHtml(text) : text);
  if (!hasLiquid(text)) {
    let result: string | undefined;
    return () => {
      result ??= normalize(prepare());
      return result;
    };
  }
  let template: Template[] | undefined;
  return (data, run) => {
    const engine = getEngine(compiled);
    template ??= engine.parse(prepare());
    // The context is a copy, because {% increment %} writes into it.
    const result = String(engine.renderSync(template, new TemplateScope(engine, { __proto__: null, ...data }, run)));
    if (hasMoreCharacters(result, MAX_RENDERED_CHARACTERS))
      throw new Error(`the text has more than ${formatInteger(MAX_RENDERED_CHARACTERS)} characters`);
    return normalize(result);
  };
}

/** Compiles messages. The result renders them any number of times, each in the language of the user (R93). */
export function compileMessages(
  messages: readonly MessageTemplate[],
  prepareHtml?: PrepareHtml,
): (context: RenderContext) => RenderResult {
  const compiled = messages.map((message) => ({
    channel: message.channel,
    chooseTexts: compileMessage(message, prepareHtml),
  }));
  return ({ now, user, trigger, campaign, senderChannels }) => {
    const data = { user, trigger, campaign };
    const dataWithLink = { ...data, unsubscribe_url: UNSUBSCRIBE_PLACEHOLDER };
    const run = new RenderRun(now);
    const languages = listLanguages(user['language']);
    const rendered: RenderedMessage[] = [];
    for (const { channel, chooseTexts } of compiled) {
      const seen = senderChannels?.has(channel) === true ? dataWithLink : data;
      const { fill, fields } = chooseTexts(languages);
      const texts: string[] = [];
      for (const { field, render, findProblem } of fields) {
        const text = tryRender(render, seen, run);
        if (typeof text !== 'string') return { unsendable: createFieldProblem(field, text.reason, text.detail) };
        const problem = findProblem?.(text);
        if (problem !== undefined) return { unsendable: createFieldProblem(field, 'render-error', problem) };
        texts.push(text);
      }
      rendered.push(fill(texts));
    }
    return { messages: rendered };
  };
}

/** The compiled templates of a message in one language. */
interface CompiledTexts {
  readonly fill: (texts: readonly string[]) => RenderedMessage;
  readonly fields: readonly {
    readonly field: TemplateField;
    readonly render: RenderField;
    readonly findProblem: ReturnType<typeof createProblemFinder>;
  }[];
}

/** Compiles a message. The result chooses its texts by languages; those of a translation are compiled when they are first needed. */
function compileMessage(
  message: MessageTemplate,
  prepareHtml?: PrepareHtml,
): (languages: readonly string[]) => CompiledTexts {
  const compiled = compileTexts(message, prepareHtml);
  const translations = new Map(listTranslations(message).map(([language, texts]) => [language.toLowerCase(), texts]));
  if (translations.size === 0) return () => compiled;
  const translated = new Map<string, CompiledTexts>();
  return (languages) => {
    const language = languages.find((each) => translations.has(each));
    const translation = translations.get(language ?? '');
    if (language === undefined || translation === undefined) return compiled;
    const known = translated.get(language) ?? compileTexts(translateMessage(message, translation), prepareHtml);
    translated.set(language, known);
    return known;
  };
}

function compileTexts(message: MessageTemplate, prepareHtml?: PrepareHtml): CompiledTexts {
  const fields = listTemplateFields(message).map((field) => ({
    field,
    render: compileField(field, prepareHtml),
    findProblem: createProblemFinder(field),
  }));
  return { fill: createTemplateFiller(message), fields };
}

/** The reason why a field cannot be rendered. */
export interface RenderFailure {
  readonly reason: 'render-error' | 'aborted';
  readonly detail: string;
}

/** Renders a field. Returns the reason if it cannot be rendered. */
export function tryRender(render: RenderField, data: object, run: RenderRun): string | RenderFailure {
  try {
    return render(data, run);
  } catch (error) {
    if (run.abortReason !== undefined) return { reason: 'aborted', detail: run.abortReason || 'no reason given' };
    if (run.budget.isExceeded) return { reason: 'render-error', detail: TOO_MANY_STEPS };
    return { reason: 'render-error', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Returns whether a text needs Liquid. Literal text does not, and is a hundred times faster without it. */
export function hasLiquid(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}
