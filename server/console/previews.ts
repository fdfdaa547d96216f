import { randomBytes } from 'node:crypto';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';

/** The HTML of an email that the console shows in a frame. */
export interface EmailPreview {
  readonly html: string;
  /** True if pictures from other servers may be loaded, which reports to them that the email was opened. */
  readonly remoteImages: boolean;
}

/** The previews that wait to be shown. */
export interface Previews {
  /** Keeps a preview for a minute, and returns its id, which cannot be guessed. */
  add(preview: EmailPreview): string;
  /** Returns a preview once; undefined afterwards, when its minute is over, or if the id is unknown. */
  take(id: string): EmailPreview | undefined;
}

const MAX_PREVIEWS = 50;
const LIFETIME: TimeSpan = MINUTE;
const ID_BYTES = 32;

/** Creates an empty list of previews, by a clock in milliseconds. Over fifty, the oldest are dropped. */
export function createPreviews(now: () => number = Date.now): Previews {
  const kept = new Map<string, EmailPreview & { readonly expiresAt: number }>();
  const dropOld = (): void => {
    for (const [id, { expiresAt }] of kept) if (expiresAt <= now() || kept.size > MAX_PREVIEWS) kept.delete(id);
  };
  return {
    add(preview) {
      const id = randomBytes(ID_BYTES).toString('base64url');
      kept.set(id, { ...preview, expiresAt: now() + LIFETIME });
      dropOld();
      return id;
    },
    take(id) {
      dropOld();
      const found = kept.get(id);
      kept.delete(id);
      return found && { html: found.html, remoteImages: found.remoteImages };
    },
  };
}
