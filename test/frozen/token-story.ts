import { formatKeyRing, parseKeyRing } from '../../tokens/key-ring.ts';
import { createTokens, type Tokens } from '../../tokens/tokens.ts';

/** A token of a kind, and what it claims. */
export interface FrozenToken {
  readonly kind: 'unsubscribe' | 'link' | 'open' | 'inbox';
  readonly token: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The id of the installation that made the tokens, and the text of its key ring as its secret or its store holds it. */
export interface FrozenTokens {
  readonly installation: string;
  readonly keyRing: string;
  readonly tokens: readonly FrozenToken[];
}

/** The id and the keys of the installation of the story. */
export const TOKEN_OWNER = {
  installation: 'installation of the story',
  keyRing: formatKeyRing({ current: '1', keys: new Map([['1', 'key of the story, as long as keys have to be']]) }),
} as const;

/** Creates the tokens of an installation from its id and the text of its key ring. */
export function openTokens({ installation, keyRing }: Pick<FrozenTokens, 'installation' | 'keyRing'>): Tokens {
  const parsed = parseKeyRing(keyRing);
  if (parsed === undefined) throw new Error('key ring: expected to be readable');
  return createTokens(parsed, installation);
}

/** Returns a token of every kind, which lies in the mailboxes of users for years. */
export function tokenStory(): FrozenTokens {
  const tokens = openTokens(TOKEN_OWNER);
  const dispatch = { userId: 'ada', campaignId: 'sent', dispatchId: 'dispatch-1' };
  const link = { ...dispatch, part: 0, url: 'https://example.com/offer?a=1#b' };
  const unsubscribe = { ...dispatch, channel: 'email' } as const;
  const { dispatchId: _, ...withoutDispatch } = unsubscribe;
  const inbox = { userId: 'ada', expiresAt: Date.parse('2026-12-02T09:00:00Z') };
  const create = <Kind extends FrozenToken['kind']>(kind: Kind, claims: Parameters<typeof tokens.create<Kind>>[1]) => ({
    kind,
    token: tokens.create(kind, claims),
    claims,
  });
  return {
    ...TOKEN_OWNER,
    tokens: [
      create('unsubscribe', unsubscribe),
      create('unsubscribe', withoutDispatch),
      create('link', link),
      create('link', { ...link, alias: 'offer' }),
      create('open', { ...dispatch, part: 0 }),
      create('inbox', inbox),
    ],
  };
}
