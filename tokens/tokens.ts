import * as v from 'valibot';
import { parseJson } from '../core/contracts/parse-json.ts';
import { TOKEN_CLAIMS, type TokenClaims, type TokenKind } from './claims.ts';
import type { KeyRing } from './key-ring.ts';
import { decryptSiv, deriveSivKeys, encryptSiv, type SivKeys } from './siv.ts';

/** The maximum length of a token: the claims of the longest link, encrypted, in base64url. */
export const MAX_TOKEN_CHARACTERS = 32_768;

/** The tokens of an installation, which the links of its messages and its apps carry (R85, R89). */
export interface Tokens {
  /**
   * Creates a token that says nothing to those who have no key. The same claims give the same token (R71). Throws if the claims are not
   * those of the kind: the address of a link must be of the web.
   */
  create<Kind extends TokenKind>(kind: Kind, claims: TokenClaims<Kind>): string;
  /** Returns the claims of a token; undefined if it is not of this kind, of this installation, and unchanged. Its expiry is not judged. */
  read<Kind extends TokenKind>(kind: Kind, token: string): TokenClaims<Kind> | undefined;
}

/** Creates the tokens of an installation. Those of another installation are not read, even if it has the same keys. */
export function createTokens({ current, keys }: KeyRing, installation: string): Tokens {
  const derived = new Map<string, SivKeys>();
  const getKeys = (kind: TokenKind, keyId: string): SivKeys | undefined => {
    const master = keys.get(keyId);
    if (master === undefined) return undefined;
    const purpose = ['campaign-connector', 'token', FORMAT, kind, keyId, installation];
    const known = derived.get(`${kind} ${keyId}`) ?? deriveSivKeys(master, purpose);
    derived.set(`${kind} ${keyId}`, known);
    return known;
  };
  const currentKeys = (kind: TokenKind): SivKeys => {
    const found = getKeys(kind, current);
    if (found === undefined) throw new Error('tokens: expected the current key in the key ring');
    return found;
  };
  return {
    create(kind, claims) {
      // The schema puts the fields in its own order, so that equal claims are equal text.
      const text = JSON.stringify(v.parse(TOKEN_CLAIMS[kind], claims));
      return `${current}.${encryptSiv(text, currentKeys(kind)).toString('base64url')}`;
    },
    read(kind, token) {
      const parts = parseToken(token);
      const found = parts === undefined ? undefined : getKeys(kind, parts.keyId);
      const text = parts === undefined || found === undefined ? undefined : decryptSiv(parts.encrypted, found);
      if (text === undefined) return undefined;
      const { success, output } = v.safeParse(TOKEN_CLAIMS[kind], parseJson(text));
      return success ? output : undefined;
    },
  };
}

/** The number of the format of tokens, which the keys depend on. */
const FORMAT = '1';

/** Splits a token into the id of its key and its encrypted bytes. Returns undefined if another text would have the same bytes. */
function parseToken(token: string): { readonly keyId: string; readonly encrypted: Uint8Array } | undefined {
  if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
  const [, keyId, text] = /^([a-z0-9]{1,16})\.([\w-]+)$/.exec(token) ?? [];
  if (keyId === undefined || text === undefined) return undefined;
  const encrypted = Buffer.from(text, 'base64url');
  return encrypted.toString('base64url') === text ? { keyId, encrypted } : undefined;
}
