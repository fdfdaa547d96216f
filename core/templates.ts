import type { Template } from 'liquidjs';
import { charactersIn } from './contracts/characters.ts';
import type { MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { makeEngine } from './liquid-engine.ts';
import { oneLine } from './one-line.ts';
import { TOO_MANY_STEPS } from './render-budget.ts';
import { fieldsOf, filled, type TemplateField } from './template-fields.ts';
import { RenderRun, TemplateScope } from './template-scope.ts';
import { type Unsendable, unsendableField } from './unsendable.ts';

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
const MAX_TEXT = 100_000;

/** The fields that are one line (R76). */
const ONE_LINE_FIELDS = ['subject', 'title', 'url', 'headers'];

export const engine = makeEngine();

/** Renders a field, counted against the run. Throws where its template fails. */
export type RenderField = (seen: object, run: RenderRun) => string;

/** Compiles a template when it is rendered first. */
export function compileField({ path: [field], text }: TemplateField): RenderField {
  const finish = (result: string) => (ONE_LINE_FIELDS.includes(field) ? oneLine(result) : result).toWellFormed();
  if (!isLiquid(text)) return () => finish(text);
  let template: Template[] | undefined;
  return (seen, run) => {
    template ??= engine.parse(text);
    // What is seen is a copy, because {% increment %} writes into what it is given.
    const result = String(engine.renderSync(template, new TemplateScope(engine, { __proto__: null, ...seen }, run)));
    const length = charactersIn(result);
    if (length > MAX_TEXT) throw new Error(`the text has more than ${writeWhole(MAX_TEXT)} characters`);
    return finish(result);
  };
}

/** Compiles messages once. */
export function compileMessages(messages: readonly MessageTemplate[]): (context: RenderContext) => RenderResult {
  const compiled = messages.map((message) => ({
    message,
    renders: fieldsOf(message).map((field) => ({ field, render: compileField(field) })),
  }));
  return ({ now, ...seen }) => {
    const run = new RenderRun(now);
    const rendered: RenderedMessage[] = [];
    for (const { message, renders } of compiled) {
      const texts: string[] = [];
      for (const { field, render } of renders) {
        const text = attempt(render, seen, run);
        if (typeof text !== 'string') return { unsendable: unsendableField(field, text.reason, text.why) };
        texts.push(text);
      }
      rendered.push(filled(message, texts));
    }
    return { messages: rendered };
  };
}

/** Why a field cannot be rendered. */
export interface Failure {
  readonly reason: 'render-error' | 'aborted';
  readonly why: string;
}

/** Renders a field, or says why it cannot be rendered. */
export function attempt(render: RenderField, seen: object, run: RenderRun): string | Failure {
  try {
    return render(seen, run);
  } catch (error) {
    if (run.aborted !== undefined) return { reason: 'aborted', why: run.aborted || 'no reason given' };
    if (run.budget.isExceeded) return { reason: 'render-error', why: TOO_MANY_STEPS };
    return { reason: 'render-error', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether a text is more than itself: literal text needs no Liquid, which is a hundred times slower. */
export function isLiquid(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}
