import type { Template } from 'liquidjs';
import { hasMoreCharacters } from './contracts/characters.ts';
import type { MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import { formatInteger } from './contracts/format-integer.ts';
import type { Instant } from './contracts/instant.ts';
import { createLiquidEngine } from './liquid-engine.ts';
import { TOO_MANY_STEPS } from './render-budget.ts';
import { createTemplateFiller, listTemplateFields, type TemplateField } from './template-fields.ts';
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
}

/** The rendered messages of a dispatch, or the reason why none of them is sent. */
export type RenderResult = { readonly messages: readonly RenderedMessage[] } | { readonly unsendable: Unsendable };

/** The maximum length of a rendered field in characters. */
const MAX_RENDERED_CHARACTERS = 100_000;

/** The fields that have one line (R76). */
const ONE_LINE_FIELDS = ['subject', 'title', 'url', 'headers'];

export const liquidEngine = createLiquidEngine();

/** A function that renders a field and counts its steps. It throws if the template fails. */
export type RenderField = (data: object, run: RenderRun) => string;

/** Creates the rendering of a field, which compiles its template the first time. */
export function compileField({ path: [field], text }: TemplateField): RenderField {
  const normalize = (result: string) => (ONE_LINE_FIELDS.includes(field) ? toOneLine(result) : result).toWellFormed();
  if (!hasLiquid(text)) {
    const result = normalize(text);
    return () => result;
  }
  let template: Template[] | undefined;
  return (data, run) => {
    template ??= liquidEngine.parse(text);
    // The context is a copy, because {% increment %} writes into it.
    const result = String(
      liquidEngine.renderSync(template, new TemplateScope(liquidEngine, { __proto__: null, ...data }, run)),
    );
    if (hasMoreCharacters(result, MAX_RENDERED_CHARACTERS))
      throw new Error(`the text has more than ${formatInteger(MAX_RENDERED_CHARACTERS)} characters`);
    return normalize(result);
  };
}

/** Compiles messages. The result renders them any number of times. */
export function compileMessages(messages: readonly MessageTemplate[]): (context: RenderContext) => RenderResult {
  const compiled = messages.map((message) => ({
    fill: createTemplateFiller(message),
    renders: listTemplateFields(message).map((field) => ({ field, render: compileField(field) })),
  }));
  return ({ now, user, trigger, campaign }) => {
    const data = { user, trigger, campaign };
    const run = new RenderRun(now);
    const rendered: RenderedMessage[] = [];
    for (const { fill, renders } of compiled) {
      const texts: string[] = [];
      for (const { field, render } of renders) {
        const text = tryRender(render, data, run);
        if (typeof text !== 'string') return { unsendable: createFieldProblem(field, text.reason, text.detail) };
        texts.push(text);
      }
      rendered.push(fill(texts));
    }
    return { messages: rendered };
  };
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
