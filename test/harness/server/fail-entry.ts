import { DAY } from '../../../core/contracts/time-span.ts';
import type { LocalRuntime } from '../../../server/local-runtime.ts';

/** Stores an entry whose processing failed, and which is tried again a day later. */
export function failEntry({ services }: Pick<LocalRuntime, 'services'>, entry: object): Promise<void> {
  const at = services.clock.now();
  return services.transaction(async () =>
    services.inbox.add({ entry, entryId: 'any', at }, { attempts: 1, dueAt: at + DAY, error: 'Error: it broke' }),
  );
}
