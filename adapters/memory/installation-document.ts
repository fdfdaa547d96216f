import type { Revised } from '../../core/installation-document.ts';
import type { Clock, InstallationDocument } from '../../core/ports.ts';
import type { DocumentKind } from '../../core/stored/installation-documents.ts';

/** Creates a document of an installation in memory. */
export function createMemoryDocument<State extends Revised>(
  clock: Clock,
  { createFirst }: DocumentKind<State>,
): InstallationDocument<State> {
  let stored = createFirst();
  return {
    async getRecent() {
      return { state: stored, readAt: clock.now() };
    },
    async read() {
      return stored;
    },
    async write(state) {
      if (stored.rev !== state.rev - 1) return false;
      stored = state;
      return true;
    },
  };
}
