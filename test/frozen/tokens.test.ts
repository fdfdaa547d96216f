import { describe, expect, test } from 'vitest';
import { readFixture, versions } from './fixtures.ts';
import { type FrozenTokens, openTokens, tokenStory } from './token-story.ts';

/** The versions that have tokens: those since v4. */
const WITH_TOKENS = versions().slice(3);

describe.each(WITH_TOKENS)('the tokens of links and inboxes, as %s made them', (version) => {
  const frozen = readFixture<FrozenTokens>(version, 'tokens.json');

  test('a link in a mailbox works for as long as its key is in the key ring (R85)', () => {
    const tokens = openTokens(frozen);
    for (const { kind, token, claims } of frozen.tokens) expect(tokens.read(kind, token), kind).toEqual(claims);
  });

  test('a repeat of a message after an update of the installation has the same links (R71, R85)', () => {
    expect(tokenStory()).toEqual(frozen);
  });
});
