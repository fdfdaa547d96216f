import type { PublishedVersion } from './follow-up.ts';
import { compileMessages, type RenderContext, type RenderResult } from './templates.ts';

const compiled = new WeakMap<PublishedVersion, ReturnType<typeof compileMessages>>();

/**
 * Renders the messages of a published version, which are compiled once. It has a file of its own, so that handlers which send nothing
 * do not load Liquid. Templates see only the id and the name of the campaign (R77).
 */
export function renderMessages(published: PublishedVersion, seen: Omit<RenderContext, 'campaign'>): RenderResult {
  const { id, name, messages } = published.definition;
  const render = compiled.get(published) ?? compileMessages(messages);
  compiled.set(published, render);
  return render({ ...seen, campaign: { id, name } });
}
