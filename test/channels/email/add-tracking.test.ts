import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSesTags } from '../../../channels/email/add-ses-tags.ts';
import { addTracking, type TrackingLinks } from '../../../channels/email/add-tracking.ts';
import { UNSUBSCRIBE_PLACEHOLDER } from '../../../core/contracts/unsubscribe.ts';
import { isTrackableAddress } from '../../../tokens/claims.ts';
import { createPublicLinks } from '../../../tokens/public-links.ts';
import { createTokens } from '../../../tokens/tokens.ts';
import { createEmailRequest } from '../../harness/channels/requests.ts';
import { readParts } from '../../harness/channels/tracked-html.ts';
import { isThorough } from '../../harness/thorough.ts';

const BOTH = { opens: true, clicks: true };
const CLICKS = { opens: false, clicks: true };
const OPENS = { opens: true, clicks: false };

/** Links that show what they lead to. */
const SHOWN: TrackingLinks = {
  createClickUrl: (_, { url, alias }) =>
    isTrackableAddress(url) ? tracked(url, alias === undefined ? '' : `${alias}=`) : undefined,
  createOpenUrl: () => 'https://t/o?a&b',
};
const PIXEL =
  '<img src="https://t/o?a&amp;b" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">';

const track = (html: string, tracking = CLICKS) => addTracking(html, createEmailRequest({}, { tracking }), SHOWN);
const tracked = (url: string, alias = '') => `https://t/l?${alias}${encodeURIComponent(url)}`;

describe('links of an email whose clicks are tracked', () => {
  test.each([
    ['<a href="https://a.example/">x</a>', `<a href="${tracked('https://a.example/')}">x</a>`],
    ["<a href='http://a.example/'>x</a>", `<a href='${tracked('http://a.example/')}'>x</a>`],
    ['<a href=https://a.example/b>x</a>', `<a href="${tracked('https://a.example/b')}">x</a>`],
    ['<A CLASS=b HREF = "HTTPS://a.example/">', `<A CLASS=b HREF = "${tracked('HTTPS://a.example/')}">`],
    [
      '<a title="href=\'x\' > " href="https://a.example/">',
      `<a title="href='x' > " href="${tracked('https://a.example/')}">`,
    ],
    [
      '<a href="https://a.example/?a=1&amp;copy=2&amp;lt">',
      `<a href="${tracked('https://a.example/?a=1&copy=2&lt')}">`,
    ],
    [
      '<a href="https://a.example/?q=&#34;&quot;&#x27;">',
      `<a href="${tracked(`https://a.example/?q=""'`).replaceAll("'", '&#39;')}">`,
    ],
    ['<a href=" https://a.example/\n">', `<a href="${tracked('https://a.example/')}">`],
    [
      '<a href="https://a.example/" href="https://b.example/">',
      `<a href="${tracked('https://a.example/')}" href="https://b.example/">`,
    ],
    [
      '<!--[if mso]><a href="https://a.example/">x</a><![endif]-->',
      `<!--[if mso]><a href="${tracked('https://a.example/')}">x</a><![endif]-->`,
    ],
    [
      '<!--[if !mso]><!--><a href="https://a.example/">x</a><!--<![endif]-->',
      `<!--[if !mso]><!--><a href="${tracked('https://a.example/')}">x</a><!--<![endif]-->`,
    ],
  ])('the link in %s leads over this installation (R94)', (html, expected) => {
    expect(track(html)).toBe(expected);
  });

  test.each([
    '<a href="mailto:help@shop.example">x</a>',
    '<a href="tel:+491701234567">x</a>',
    '<a href="#top">x</a>',
    '<a href="/cart">x</a>',
    '<a href="">x</a>',
    '<a href>x</a>',
    '<a name="https://a.example/">x</a>',
    '<link href="https://a.example/style.css">',
    '<area href="https://a.example/">',
    '<img src="https://a.example/a.png" alt="">',
    '<a href="https://a.example/" data-no-track>x</a>',
    '<a ses:no-track href="https://a.example/">x</a>',
    `<a href="${UNSUBSCRIBE_PLACEHOLDER}">x</a>`,
    `<a href="https://a.example/?back=${UNSUBSCRIBE_PLACEHOLDER}">x</a>`,
    `<a href="https://a.example/?back=${encodeURIComponent(UNSUBSCRIBE_PLACEHOLDER)}">x</a>`,
    '<!-- <a href="https://a.example/">x</a> -->',
    '<style>a[href="https://a.example/"] {}</style>',
    '<title><a href="https://a.example/">x</a></title>',
    '<a href="https://a.example/><b>text</b><i title="">x</a>',
    '<a href="https://a.example/',
    '&lt;a href="https://a.example/"&gt;',
  ])('%s stays as it is', (html) => {
    expect(track(html)).toBe(html);
  });

  test.each([
    ['<a data-alias="cart" href="https://a.example/">', 'cart='],
    ['<a ses:tags="place:top;alias:cart;" href="https://a.example/">', 'cart='],
    ['<a data-alias="one" ses:tags="alias:two;" href="https://a.example/">', 'one='],
    ['<a data-alias="no spaces" href="https://a.example/">', ''],
    ['<a data-alias="" href="https://a.example/">', ''],
  ])('the alias of the link in %s is named in its clicks (R94)', (html, alias) => {
    expect(track(html)).toContain(tracked('https://a.example/', alias));
  });

  test('a link that cannot be a token stays as it is: one with a space or of too many characters', () => {
    const tokens = createTokens({ current: '1', keys: new Map([['1', 'k'.repeat(43)]]) }, 'shop');
    const links = createPublicLinks(tokens, 'https://t');
    const request = createEmailRequest({}, { tracking: BOTH });
    for (const url of ['https://a.example/a b', `https://a.example/${'a'.repeat(3_000)}`]) {
      const html = `<a href="${url}">x</a>`;
      expect(addTracking(html, request, links).startsWith(html)).toBe(true);
    }
    const html = addTracking('<a href="https://a.example/?a=1&amp;b=2" data-alias="cart">x</a>', request, links);
    const [, link = '', open = ''] = /href="https:\/\/t\/l\/([^"]*)".*src="https:\/\/t\/o\/([^"]*)"/.exec(html) ?? [];
    const { dispatchId, userId, campaignId, part } = request;
    const message = { dispatchId, userId, campaignId, part };
    expect(tokens.read('link', link)).toEqual({ ...message, url: 'https://a.example/?a=1&b=2', alias: 'cart' });
    expect(tokens.read('open', open)).toEqual(message);
  });
});

describe('the image of an email whose opens are tracked', () => {
  test.each([
    ['<p>x</p>', '<p>x</p>|'],
    ['<html><body><p>x</p></body></html>', '<html><body><p>x</p>|</body></html>'],
    ['<HTML><BODY>x</BODY >\n</HTML>', '<HTML><BODY>x|</BODY >\n</HTML>'],
    ['<html>x</html>', '<html>x|</html>'],
    ['<body>a</body><p>b</p></body>', '<body>a</body><p>b</p>|</body>'],
    ['<body><!-- </body> -->x</body>', '<body><!-- </body> -->x|</body>'],
    ['<body title="</body>">x', '<body title="</body>">x|'],
    ['', '|'],
  ])('the image stands at the end of the body of %s (R94)', (html, expected) => {
    expect(track(html, OPENS)).toBe(expected.replace('|', () => PIXEL));
  });

  test('an email whose opens alone are tracked keeps its links, and one whose clicks alone are tracked has no image (R94)', () => {
    const html = '<a href="https://a.example/">x</a>';
    const link = `<a href="${tracked('https://a.example/')}">x</a>`;
    expect([track(html, OPENS), track(html, CLICKS), track(html, BOTH)]).toEqual([html + PIXEL, link, link + PIXEL]);
  });
});

describe('the links of an email that SES tracks', () => {
  test.each([
    [
      '<a href="https://a.example/" data-alias="cart">',
      '<a ses:tags="alias:cart;" href="https://a.example/" data-alias="cart">',
    ],
    ['<a href="https://a.example/" data-no-track>', '<a ses:no-track href="https://a.example/" data-no-track>'],
    [`<a href="${UNSUBSCRIBE_PLACEHOLDER}">`, `<a ses:no-track href="${UNSUBSCRIBE_PLACEHOLDER}">`],
  ])('%s says to SES what it is (R94)', (html, expected) => {
    expect(addSesTags(html)).toBe(expected);
  });

  test.each([
    '<a href="https://a.example/">',
    '<a href="https://a.example/" data-alias="cart" ses:tags="place:top;">',
    '<a href="https://a.example/" data-alias="a;b:c">',
    '<a href="https://a.example/" ses:no-track data-no-track>',
    '<a href="mailto:help@shop.example" data-alias="help">',
  ])('%s stays as it is for SES', (html) => {
    expect(addSesTags(html)).toBe(html);
  });
});

const PIECES = [
  '<a href="https://a.example/?x=1&amp;y=2">',
  "<a href='https://b.example/' data-alias=b>",
  '<a href=https://c.example>',
  '<a href="https://d.example/',
  '<a title="',
  '<a/href="https://e.example/"/>',
  '<a href="https://f.example/"data-no-track>',
  '</a>',
  '</a href="https://g.example/">',
  '<b',
  'href="https://h.example/"',
  '"',
  "'",
  '>',
  '<',
  '=',
  '/',
  ' ',
  '\n',
  '\u00a0',
  '\0',
  'text',
  'https://i.example/',
  '&amp;',
  '&lt',
  '<!--',
  '-->',
  '--!>',
  '<!-->',
  '<!doctype html>',
  '<?x',
  '<style>',
  '</style>',
  '<title>',
  '</title>',
  '<textarea>',
  '</textarea>',
  '<script>',
  '</script>',
  '<table><tr><td>',
  '<template>',
  '<html>',
  '<body>',
  '</body>',
  '</html>',
];
/** Pieces whose end depends on the elements around them, or that Outlook reads in another way than a browser. */
const AMBIGUOUS = ['<!--[if mso]>', '<![endif]-->', '<svg>', '</svg>', '<![CDATA[', ']]>', '<select>'];

const anyHtml = (pieces: readonly string[]) =>
  fc
    .array(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary', maxLength: 5 })),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join(''));

/** Replaces each tracked link in a text by the address that it leads to. Blanks around an address do not count. */
const untrack = (text: string) =>
  text.trim().replaceAll(/https:\/\/t\/l\?(?:b=)?([\w%.~!*'()-]*)/g, (_, url: string) => decodeURIComponent(url));

describe('hostile HTML', () => {
  test('tracking replaces addresses in any HTML, each after href, and loses no other character', () => {
    fc.assert(
      fc.property(anyHtml([...PIECES, ...AMBIGUOUS]), (html) => {
        const createClickUrl: TrackingLinks['createClickUrl'] = (_, { url }) =>
          isTrackableAddress(url) ? `https://t/${'l'.repeat(20)}` : undefined;
        const request = createEmailRequest({}, { tracking: CLICKS });
        const pieces = addTracking(html, request, { ...SHOWN, createClickUrl }).split(/"?https:\/\/t\/l{20}"?/);
        let at = 0;
        for (const [index, piece] of pieces.entries()) {
          const found = html.indexOf(piece, at);
          expect(found).not.toBe(-1);
          const replaced = html.slice(at, found);
          if (index > 0) expect(replaced).toMatch(/^["']?\s*https?:[^<>]*$/i);
          if (index < pieces.length - 1) expect(piece).toMatch(/href\s*=\s*["']?$/i);
          at = found + piece.length;
        }
        expect(at).toBe(html.length);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a browser sees nothing of any HTML changed by tracking but the addresses of its links, and one image more', () => {
    fc.assert(
      fc.property(anyHtml(PIECES), (html) => {
        const withoutPixel = track(html, BOTH).replace(PIXEL, () => '');
        expect(track(html, BOTH).length - withoutPixel.length).toBe(PIXEL.length);
        expect(withoutPixel).toBe(track(html, CLICKS));
        const [before, after] = [readParts(html), readParts(withoutPixel)];
        expect(after.map(([kind, name, value]) => [kind, name, untrack(value)])).toEqual(
          before.map(([kind, name, value]) => [kind, name, untrack(value)]),
        );
      }),
      { numRuns: isThorough ? 60_000 : 3_000 },
    );
  });

  test('tags for SES change nothing of any HTML but the attributes of its links', () => {
    fc.assert(
      fc.property(anyHtml(PIECES), (html) => {
        const parts = readParts(addSesTags(html)).filter(([, name]) => !name.startsWith('a ses:'));
        expect(parts).toEqual(readParts(html).filter(([, name]) => !name.startsWith('a ses:')));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['comments', '<!---->'],
    ['open comments', '<!--'],
    ['titles', '<title></title>'],
    ['open text areas', '<textarea>'],
    ['links', '<a href="https://a.example/">'],
    ['attributes', ' a="'],
    ['brackets', '<'],
    ['tags without an end', '<a '],
  ])('an email of 200,000 characters of %s is tracked within a second', (_, piece) => {
    const html = piece.repeat(Math.floor(200_000 / piece.length));
    const begun = performance.now();
    track(html, BOTH);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
