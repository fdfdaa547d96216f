import { CONNECTOR_SOURCE } from '../core/contracts/dispatch.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { Conversion } from '../core/decide/input.ts';
import type { Services } from '../core/ports.ts';
import type { ReportedEntry } from '../core/reported-entry.ts';
import type { RowKey } from '../core/row.ts';

/**
 * Reports conversions as interactions of their campaign, after the row is written, and again with each repeat of their event: a crash in
 * between loses none, and the id is the same each time (R47).
 */
export async function reportConversions(
  key: RowKey,
  conversions: readonly Conversion[],
  { reporter }: Pick<Services, 'reporter'>,
): Promise<void> {
  if (conversions.length > 0) await reporter.report(conversions.map((conversion) => createEntry(key, conversion)));
}

function createEntry({ userId, campaignId }: RowKey, { dispatchId, letter, variant, at }: Conversion): ReportedEntry {
  const Detail = {
    interaction: 'conversion.performed',
    id: `conversion.${dispatchId}.${letter}`,
    userId,
    campaignId,
    conversionEvent: letter,
    dispatchId,
    ...(variant !== undefined && { messageVariationId: variant }),
    occurredAt: formatInstant(at),
  };
  return { Source: CONNECTOR_SOURCE, DetailType: 'Campaign Interaction', Detail };
}
