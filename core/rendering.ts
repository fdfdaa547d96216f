import type { PublishedVersion } from './follow-up.ts';
import { compileMessages, type RenderContext, type RenderResult } from './templates.ts';

const compiled = new WeakMap<PublishedVersion, ReturnType<typeof compileMessages>>();

/**
 * Renders the messages of a published version, compiled once. Apart from what else is asked of it, so that who sends nothing needs
 * no Liquid. Templates see of the campaign its id and name only (R77).
 */
export function renderMessages(published: PublishedVersion, seen: Omit<RenderContext, 'campaign'>): RenderResult {
  const { id, name, messages } = published.definition;
  const render = compiled.get(published) ?? compileMessages(messages);
  compiled.set(published, render);
  return render({ ...seen, campaign: { id, name } });
}
