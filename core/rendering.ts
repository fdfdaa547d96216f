import type { RenderedMessage } from './contracts/dispatch.ts';
import type { PublishedVersion } from './follow-up.ts';
import { compileMessages, type RenderContext } from './templates.ts';

const compiled = new WeakMap<PublishedVersion, ReturnType<typeof compileMessages>>();

/** Renders the messages of a published version, compiled once. Apart from what else is asked of it, so that who sends nothing needs no Liquid. Throws where a template fails. */
export function renderMessages(published: PublishedVersion, context: RenderContext): RenderedMessage[] {
  const known = compiled.get(published);
  if (known !== undefined) return known(context);
  const render = compileMessages(published.definition.messages);
  compiled.set(published, render);
  return render(context);
}
