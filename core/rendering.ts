import { type Channel, isTransactional } from './contracts/definition.ts';
import type { PublishedVersion } from './follow-up.ts';
import { compileMessages, type PrepareHtml, type RenderContext, type RenderResult } from './templates.ts';

const NO_CHANNELS: ReadonlySet<Channel> = new Set();
const compiled = new WeakMap<PublishedVersion, ReturnType<typeof compileMessages>>();

/** The variables of the templates of a dispatch, and the settings of the installation for them. */
interface SeenByTemplates extends Omit<RenderContext, 'campaign'> {
  /** The function that prepares the HTML of emails, once for each published version. It has to be the same in each call. */
  readonly prepareHtml?: PrepareHtml | undefined;
}

/**
 * Renders the messages of a published version, which are compiled once. It has a file of its own, so that handlers which send nothing
 * do not load Liquid. Templates see only the id and the name of the campaign (R77), and no link to unsubscribe if it is transactional (R85).
 */
export function renderMessages(
  published: PublishedVersion,
  { senderChannels = NO_CHANNELS, prepareHtml, ...seen }: SeenByTemplates,
): RenderResult {
  const { definition } = published;
  const { id, name, messages } = definition;
  const render = compiled.get(published) ?? compileMessages(messages, prepareHtml);
  compiled.set(published, render);
  return render({
    ...seen,
    campaign: { id, name },
    senderChannels: isTransactional(definition) ? NO_CHANNELS : senderChannels,
  });
}
