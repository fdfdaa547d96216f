import { describe, expect, test } from 'vitest';
import { guessOpenKind, isBotBySes } from '../../../sources/ses/guess-machine.ts';

const APPLE = 'Mozilla/5.0';
const GMAIL_PREFETCH =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';
const GMAIL_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const YAHOO_PROXY = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html';
const BARE_WEBKIT = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const EDGE_12 =
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246';

describe('who opened an email', () => {
  test.each([
    ['Likely', GMAIL_PROXY, 'machine'],
    ['Unlikely', APPLE, 'human'],
    ['Likely', undefined, 'machine'],
    ['Unlikely', null, 'human'],
  ])('SES decides who opened an email, whatever the user agent is: %s, %s (R64)', (isBotEvent, userAgent, openKind) => {
    expect(guessOpenKind({ isBotEvent, userAgent })).toBe(openKind);
  });

  test.each([
    ['the prefetch of Apple Mail', APPLE, 'machine'],
    ['the prefetch of Apple Mail, with blanks', ` ${APPLE} `, 'machine'],
    ['the prefetch of Gmail', GMAIL_PREFETCH, 'machine'],
    ['the proxy of Gmail', GMAIL_PROXY, 'human'],
    ['the proxy of Yahoo', YAHOO_PROXY, 'human'],
    ['a bare WebKit, of Apple Mail or Outlook', BARE_WEBKIT, undefined],
    ['a browser', FIREFOX, undefined],
    ['an old Edge', EDGE_12, undefined],
    ['no user agent', undefined, undefined],
    ['a user agent of null', null, undefined],
    ['an empty user agent', '', undefined],
    ['a user agent that is no text', { name: APPLE }, undefined],
  ])('the user agent tells who opened an email where SES does not: %s (R64)', (_, userAgent, openKind) => {
    for (const isBotEvent of [undefined, null, '', 'Unknown', 'likely', true, {}]) {
      expect(guessOpenKind({ isBotEvent, userAgent })).toBe(openKind);
    }
  });

  test('only SES tells whether a click is by a machine (R63)', () => {
    expect(isBotBySes({ isBotEvent: 'Likely' })).toBe(true);
    expect(isBotBySes({ isBotEvent: 'Unlikely' })).toBe(false);
    expect(isBotBySes({ userAgent: APPLE })).toBeUndefined();
  });
});
