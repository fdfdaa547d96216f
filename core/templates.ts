import type { Template } from 'liquidjs';
import { hasMoreCharacters } from './contracts/characters.ts';
import type { MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import { formatInteger } from './contracts/whole-number.ts';
import { createLiquidEngine } from './liquid-engine.ts';
import { toOneLine } from './one-line.ts';
import { TOO_MANY_STEPS } from './render-budget.ts';
import { fillerOf, listTemplateFields, type TemplateField } from './template-fields.ts';
import { RenderRun, TemplateScope } from './template-scope.ts';
import { createFieldProblem, type Unsendable } from './unsendable.ts';

/** What templates see, and when it is for them. */
export interface RenderContext {
  readonly user: Record<string, unknown>;
  readonly trigger: Detail;
  readonly campaign: { readonly id: string; readonly name: string };
  /** What `now` means; not seen as a variable. */
  readonly now: Instant;
}

/** The messages of a dispatch, rendered, or why they cannot be: then none of them is sent. */
export type RenderResult = { readonly messages: readonly RenderedMessage[] } | { readonly unsendable: Unsendable };

/** The longest text of one field, rendered, in characters. */
const MAX_RENDERED_CHARACTERS = 100_000;

/** The fields that are one line (R76). */
const ONE_LINE_FIELDS = ['subject', 'title', 'url', 'headers'];

export const liquidEngine = createLiquidEngine();

/** Renders a field, counted against the run. Throws where its template fails. */
export type RenderField = (data: object, run: RenderRun) => string;

/** Compiles a template when it is rendered first. */
export function compileField({ path: [field], text }: TemplateField): RenderField {
  const normalize = (result: string) => (ONE_LINE_FIELDS.includes(field) ? toOneLine(result) : result).toWellFormed();
  if (!hasLiquid(text)) {
    const result = normalize(text);
    return () => result;
  }
  let template: Template[] | undefined;
  return (data, run) => {
    template ??= liquidEngine.parse(text);
    // What is seen is a copy, because {% increment %} writes into what it is given.
    const result = String(
      liquidEngine.renderSync(template, new TemplateScope(liquidEngine, { __proto__: null, ...data }, run)),
    );
    if (hasMoreCharacters(result, MAX_RENDERED_CHARACTERS))
      throw new Error(`the text has more than ${formatInteger(MAX_RENDERED_CHARACTERS)} characters`);
    return normalize(result);
  };
}

/** Compiles messages once. */
export function compileMessages(messages: readonly MessageTemplate[]): (context: RenderContext) => RenderResult {
  const compiled = messages.map((message) => ({
    fill: fillerOf(message),
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

/** Why a field cannot be rendered. */
export interface RenderFailure {
  readonly reason: 'render-error' | 'aborted';
  readonly detail: string;
}

/** Renders a field, or says why it cannot be rendered. */
export function tryRender(render: RenderField, data: object, run: RenderRun): string | RenderFailure {
  try {
    return render(data, run);
  } catch (error) {
    if (run.abortReason !== undefined) return { reason: 'aborted', detail: run.abortReason || 'no reason given' };
    if (run.budget.isExceeded) return { reason: 'render-error', detail: TOO_MANY_STEPS };
    return { reason: 'render-error', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether a text is more than itself: literal text needs no Liquid, which is a hundred times slower. */
export function hasLiquid(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}
