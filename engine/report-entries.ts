import type { Bus } from '../core/ports.ts';
import type { ReportedEntry } from '../core/reported-entry.ts';
import { isTestDispatch } from '../core/test-dispatch.ts';

/**
 * Puts entries of the connector itself on the bus (R86), except those about test messages. Throws if one is refused: then the connector is
 * broken, and the report is repeated.
 */
export async function reportEntries(reported: readonly ReportedEntry[], bus: Bus): Promise<void> {
  const entries = reported.filter(({ Detail }) => !isTestDispatch(Detail['dispatchId']));
  if (entries.length === 0) return;
  for (const result of await bus.put(entries)) if ('errorCode' in result) throw new Error(result.errorMessage);
}
