import type { Revised, SyncDocument } from '../../core/installation-document.ts';
import type { Clock, InstallationDocument } from '../../core/ports.ts';
import type { DocumentKind } from '../../core/stored/installation-documents.ts';

/** Creates a document of an installation in memory. */
export function createMemoryDocument<State extends Revised>(
  clock: Clock,
  { createFirst }: DocumentKind<State>,
): InstallationDocument<State> & SyncDocument<State> {
  let stored = createFirst();
  const writeSync = (state: State) => {
    if (stored.rev !== state.rev - 1) return false;
    stored = state;
    return true;
  };
  return {
    maxAge: 0,
    async getRecent() {
      return { state: stored, readAt: clock.now() };
    },
    getRevision: () => stored.rev,
    async read() {
      return stored;
    },
    async write(state) {
      return writeSync(state);
    },
    writeSync,
  };
}
