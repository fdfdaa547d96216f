import type { Revised } from '../../core/installation-document.ts';
import type { Clock, InstallationDocument } from '../../core/ports.ts';
import type { DocumentKind } from '../../core/stored/installation-documents.ts';

/** A document in memory, and its revision. */
export interface MemoryDocument<State extends Revised> extends InstallationDocument<State> {
  /** Writes the document if the stored one has the revision before. */
  writeSync(state: State): boolean;
  getRevision(): number;
}

/** Creates a document of an installation in memory. */
export function createMemoryDocument<State extends Revised>(
  clock: Clock,
  { createFirst }: DocumentKind<State>,
): MemoryDocument<State> {
  let stored = createFirst();
  const writeSync = (state: State) => {
    if (stored.rev !== state.rev - 1) return false;
    stored = state;
    return true;
  };
  return {
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
