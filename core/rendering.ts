import { type Channel, isTransactional } from './contracts/definition.ts';
import type { PublishedVersion } from './follow-up.ts';
import { getMessages } from './list-messages.ts';
import { compileMessages, type PrepareHtml, type RenderContext, type RenderResult } from './templates.ts';

const NO_CHANNELS: ReadonlySet<Channel> = new Set();
type RenderMessages = ReturnType<typeof compileMessages>;
const compiled = new WeakMap<PublishedVersion, Map<string | undefined, RenderMessages>>();

/** The variables of the templates of a dispatch, and the settings of the installation for them. */
interface SeenByTemplates extends Omit<RenderContext, 'campaign'> {
  /** The variant whose messages are rendered; absent if the version has none. */
  readonly variant?: string | undefined;
  /** The function that prepares the HTML of emails, once for each published version. It has to be the same in each call. */
  readonly prepareHtml?: PrepareHtml | undefined;
}

/**
 * Renders the messages of a published version, or of one of its variants, which are compiled once. It has a file of its own, so that handlers which send nothing
 * do not load Liquid. Templates see only the id and the name of the campaign (R77), and no link to unsubscribe if it is transactional (R85).
 */
export function renderMessages(
  published: PublishedVersion,
  { variant, senderChannels = NO_CHANNELS, prepareHtml, ...seen }: SeenByTemplates,
): RenderResult {
  const { definition } = published;
  const { id, name } = definition;
  const ofVersion = compiled.get(published) ?? new Map<string | undefined, RenderMessages>();
  compiled.set(published, ofVersion);
  const render = ofVersion.get(variant) ?? compileMessages(getMessages(definition, variant), prepareHtml);
  ofVersion.set(variant, render);
  return render({
    ...seen,
    campaign: { id, name },
    senderChannels: isTransactional(definition) ? NO_CHANNELS : senderChannels,
  });
}
