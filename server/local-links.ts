import { randomUUID } from 'node:crypto';
import type { SqliteStore } from '../adapters/sqlite/store.ts';
import { createKeyRing, formatKeyRing, parseKeyRing } from '../tokens/key-ring.ts';
import { createPublicLinks, type PublicLinks } from '../tokens/public-links.ts';
import { createTokens, type Tokens } from '../tokens/tokens.ts';

/** The tokens of an installation on one machine, and the links that are made with them. */
export interface LocalLinks {
  readonly tokens: Tokens;
  /** Sets the address that links begin with, once the server listens. */
  setBaseUrl(url: string): void;
  /** Returns the links. Throws before their address is known. */
  get(): PublicLinks;
}

/** Opens the links of an installation. Its id and its keys are in its store, so that links of earlier starts stay valid. */
export function openLocalLinks(store: SqliteStore): LocalLinks {
  const id = readOrCreate(store, 'installation', randomUUID);
  const keyRing = parseKeyRing(readOrCreate(store, 'token-keys', () => formatKeyRing(createKeyRing())));
  if (keyRing === undefined) throw new Error('the keys of links in the store cannot be read');
  const tokens = createTokens(keyRing, id);
  let links: PublicLinks | undefined;
  return {
    tokens,
    setBaseUrl(url) {
      links = createPublicLinks(tokens, url);
    },
    get() {
      if (links === undefined) throw new Error('links: expected the address that they begin with');
      return links;
    },
  };
}

/** Reads a value that belongs to the installation. The first time, it is created. */
function readOrCreate(store: SqliteStore, name: string, create: () => string): string {
  return store.transactionSync(() => {
    store.run('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', name, create());
    return String(store.get('SELECT value FROM settings WHERE name = ?', name)?.['value']);
  });
}
