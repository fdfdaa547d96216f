import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { userPath } from '../../console/context/paths.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  opened = await openConsole(browser, {
    env: { SMTP_URL: 'smtp://mail.shop.example:25', EMAIL_FROM: 'Shop <hello@shop.example>' },
    // What the sandbox and the policy of a previewed email block, the browser reports.
    isExpected: (problem) => /console\/previews|pictures\.example|ERR_FAILED/.test(problem),
  });
});
afterEach(() => opened.close());

const reminder = {
  id: 'cart-reminder',
  name: 'Remind of the cart',
  triggers: [{ interaction: 'push.received', campaign: 'abandoned-cart' }],
  delay: '1 day',
  exceptions: [{ behavior: 'purchase.made' }],
  audience: { newsletter: { $ne: false } },
  messages: [{ channel: 'push', title: 'Still there', body: "Hello {{ user.first_name | default: 'you' }}" }],
};

const newsletter: Omit<typeof reminder, 'messages'> & { readonly messages: object[] } = {
  ...reminder,
  id: 'newsletter',
  name: 'The newsletter',
  triggers: [{ interaction: 'push.received', campaign: 'sign-up' }],
  messages: [
    {
      channel: 'email',
      subject: 'News for {{ user.first_name }}',
      html: '<h1 style="color:#123456">Hello</h1><script>parent.document.title = "taken"</script><img src="https://pictures.example/open.gif" alt="a picture">',
      text: 'Hello in words',
    },
  ],
};

const pushTo = (userId: string, campaignId = 'abandoned-cart') =>
  ['Campaign Interaction', { userId, interaction: 'push.received', campaignId }] as const;
const profileOf = (userId: string, fields: object) =>
  ['User Profile Updated', { userId, attributes: {}, ...fields }] as const;

async function publish(definition: typeof newsletter & { readonly reeligibility?: string }): Promise<void> {
  await opened.call('PUT', `/campaigns/${definition.id}`, definition);
  await opened.call('POST', `/campaigns/${definition.id}/publish`);
}

describe('the page of a user', () => {
  test('a user is found by the id, and is among the recent ones afterwards', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await opened.send(pushTo('ada'));
    await open('/users');
    await page.getByLabel('User id').fill('ada');
    await expectAccessible();
    await page.getByRole('button', { name: 'Show the user' }).click();
    await page.getByRole('heading', { level: 1, name: 'User ada' }).waitFor();
    await open('/users');
    await page.getByRole('link', { name: 'ada' }).click();
    await page.getByRole('heading', { level: 1, name: 'User ada' }).waitFor();
    await open('/users');
    await page.getByRole('button', { name: 'Clear this list' }).press('Enter');
    expect(await page.locator(':focus').textContent()).toBe('No user was opened in this browser yet.');
    await expectAccessible();
  });

  test('a user who waits is shown with the instant at which the message is due, in the time zone of the user (R70)', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await opened.send(profileOf('ada', { timeZone: 'Asia/Tokyo' }), pushTo('ada'));
    await open('/users?userId=ada');
    const standing = page.getByRole('listitem').filter({ hasText: 'cart-reminder: waits for the message' }).first();
    await standing.waitFor();
    expect(await standing.textContent()).toContain('08:00:00 GMT+0');
    await page.getByRole('button', { name: 'Time zone: Mine' }).click();
    await page.getByRole('menuitem', { name: 'User' }).click();
    await expect.poll(() => standing.textContent()).toContain('17:00:00 GMT+9');
    await page.getByText('All decisions are shown, newest first: 1.').waitFor();
    await expectAccessible();
  });

  test('a wait that an exception cancelled is shown with the reason, its code, the event and the exception (R73)', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await opened.send(pushTo('ben'));
    await opened.send(['User Behavior', { id: 'order-7', userId: 'ben', behavior: 'purchase.made' }]);
    await open('/users?userId=ben');
    const timeline = page.getByRole('list', { name: 'Decisions, newest first' });
    const latest = timeline.getByRole('listitem').first();
    await latest.waitFor();
    const text = await latest.textContent();
    for (const part of [
      'wait cancelled',
      'the user did something that the campaign lists as an exception',
      'Event: order-7',
      'Exception: {"behavior":"purchase.made"}',
    ])
      expect(text).toContain(part);
    expect(await timeline.getByRole('listitem').last().textContent()).toContain('enrolled, message due');
    await latest.getByRole('link', { name: 'cart-reminder' }).click();
    await expect.poll(() => page.url()).toContain('#/campaigns/cart-reminder');
  });

  test('a user who was withheld is shown with the reason, and one without decisions with where to look next (R73)', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await opened.send(profileOf('cleo', { attributes: { newsletter: false } }));
    await opened.send(pushTo('cleo'));
    await open('/users?userId=cleo');
    await page.getByText('cart-reminder: waits for nothing: the user is not in the audience.').waitFor();
    await open('/users?userId=unknown');
    await page.getByText('Nothing is recorded: no event of this user has matched a published campaign.').waitFor();
    const link = page.getByRole('link', { name: 'Refused events that name this user' });
    expect(await link.getAttribute('href')).toBe('#/refused?userId=unknown');
  });

  test('the user and the decisions of a message are found by its dispatch id, and an unknown one is named as that (R80)', async () => {
    const { page, open, call, expectAccessible } = opened;
    await publish(newsletter);
    await opened.send(profileOf('dara', { email: 'dara@shop.example' }), pushTo('dara', 'sign-up'));
    await opened.advance('2 days');
    const { decisions } = await call('GET', '/decisions?userId=dara');
    const [{ enrollmentId }] = decisions as [{ enrollmentId: string }];
    await open('/users');
    await page.getByLabel('Dispatch id').fill(enrollmentId);
    await page.getByRole('button', { name: 'Find the message' }).click();
    await page.getByRole('heading', { level: 1, name: 'User dara' }).waitFor();
    await page.getByText('All decisions are shown, newest first: 2.').waitFor();
    expect(page.url()).toContain('campaignId=newsletter');
    await page.keyboard.press('/');
    await page.keyboard.type('unknown-1');
    await page.getByRole('option', { name: 'Dispatch unknown-1' }).click();
    await page.getByText('No message with the dispatch id unknown-1 is known').waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'With the command line' }).click();
    await page.getByRole('code').getByText('explain --dispatch unknown-1').waitFor();
    await page.getByRole('button', { name: 'Search again' }).click();
    await page.getByLabel('Dispatch id').waitFor();
  });

  test('a user who received a message is shown with its delivery, and why it was held back (R91)', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await publish(newsletter);
    await opened.send(profileOf('dara', { email: 'dara@shop.example' }), pushTo('dara'), pushTo('dara', 'sign-up'));
    await opened.advance('2 days');
    await open('/users?userId=dara');
    await page.getByText('cart-reminder: received the message at').waitFor();
    await page.getByText('its address is not on the list').first().waitFor();
    await page
      .getByRole('combobox', { name: 'Campaign' })
      .or(page.getByRole('button', { name: /Campaign/ }))
      .first()
      .click();
    await page.getByRole('option', { name: 'newsletter' }).click();
    await expect.poll(() => page.url()).toContain('campaignId=newsletter');
    await page.getByText('All decisions are shown, newest first: 2.').waitFor();
    await page.getByRole('tab', { name: 'Deliveries' }).click();
    const row = page.getByRole('row', { name: /Held back/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('d…@shop.example');
    await expectAccessible();
    await page.goBack();
    await page.getByRole('list', { name: 'Decisions, newest first' }).waitFor();
  });

  test('a list with more decisions than a page has shows the newest, states which part that is, and shows the earlier ones on request', async () => {
    const { page, open } = opened;
    const every = Array.from({ length: 26 }, (_, index) => `campaign-${index}`);
    for (const id of every) await publish({ ...reminder, id, reeligibility: 'immediately' });
    for (let day = 0; day < 3; day += 1) {
      await opened.send(pushTo('emil'));
      await opened.advance('1 day');
    }
    await opened.advance('1 hour');
    await open('/users?userId=emil');
    await page.getByText(/The newest 100 decisions are shown, from .* on/).waitFor();
    await page.getByText(/According to the decisions from .* on\./).waitFor();
    await page.getByRole('button', { name: 'Show earlier decisions' }).press('Enter');
    await page.getByText('All decisions are shown, newest first: 156.').waitFor();
    // The button is gone: those who use a keyboard stay at the end of the list.
    await expect.poll(() => page.locator(':focus').textContent()).toBe('The list ends here.');
    expect(await page.getByText(/According to the decisions from .* on\./).count()).toBe(0);
  });

  test('pauses that cannot be read are shown as failed, and not as if nothing was paused', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await opened.send(pushTo('ada'));
    await page.route(
      (url) => url.pathname === '/pause',
      (route) => route.abort(),
    );
    for (const [path, text] of [
      ['/users?userId=ada', 'cart-reminder'],
      ['/departures', 'cart-reminder'],
    ] as const) {
      await open(path);
      await page.getByRole('link', { name: text }).first().waitFor();
      await page.getByText('The server does not answer. Is it still running?').waitFor();
    }
  });

  test('a merged user is shown with the user into whom it was merged (R65)', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await opened.send(pushTo('visitor-5'));
    await opened.send(['Users Merged', { fromUserId: 'visitor-5', intoUserId: 'ada' }]);
    await opened.advance('1 minute');
    await open('/users?userId=visitor-5');
    await page.getByText('This user was merged into ada. What follows is about both.').waitFor();
    await page.getByRole('link', { name: 'Open ada' }).click();
    await page.getByRole('heading', { level: 1, name: 'User ada' }).waitFor();
    await page.getByRole('tab', { name: 'Profile and consent' }).click();
    await page.getByRole('link', { name: 'visitor-5' }).waitFor();
  });

  test('the profile states in words whether each channel can be used, and why not (R83)', async () => {
    const { page, open, expectAccessible } = opened;
    await opened.send(
      profileOf('fay', {
        email: 'fay@shop.example',
        attributes: { first_name: '<b>Fay</b>', tags: ['a', 1] },
        consent: { email: 'unsubscribed', tracking: 'denied' },
        consentEvidence: 'a letter of 2026-12-01',
        timeZone: 'Europe/Berlin',
      }),
    );
    await open('/users?userId=fay&part=profile');
    await page.getByText('No message can be sent: the user did not consent to this channel.').first().waitFor();
    expect(await page.getByText('Evidence: a letter of 2026-12-01').count()).toBeGreaterThan(0);
    expect(await page.getByRole('row', { name: 'first_name <b>Fay</b>' }).count()).toBe(1);
    await expectAccessible();
  });

  test('the deletion of a user is done by a command, beside what is stored (R65)', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await opened.send(pushTo("o'hara"));
    await open(`${userPath("o'hara")}&part=deletion`);
    await page.getByText('The user is not deleted.').waitFor();
    expect(await page.getByRole('row', { name: /^Waits/ }).textContent()).toContain('1');
    await page.getByRole('button', { name: 'With the command line' }).click();
    await page.getByRole('code').filter({ hasText: "npx campaign-connector forget 'o'\\''hara'" }).waitFor();
    await expectAccessible();
    await opened.call('POST', '/erasures', { userId: "o'hara" });
    await page.getByRole('button', { name: 'Read again' }).last().click();
    await page.getByText(/Deleted at Dec/).waitFor();
  });
});

describe('the messages of a campaign for a user', () => {
  test('campaigns that cannot be suggested are reported, and the id of one can be entered all the same', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await opened.send(pushTo('ada'));
    await page.route(
      (url) => url.pathname === '/campaigns',
      (route) => route.abort(),
    );
    await open('/users?userId=ada&part=preview');
    const field = page.getByRole('combobox', { name: 'Campaign' });
    await field.click();
    await page.getByText('This could not be read').waitFor();
    await field.fill('cart-reminder');
    await page.keyboard.press('Enter');
    await page.getByText('Hello you').first().waitFor();
  });

  test('an email is rendered again in a sandbox, without pictures of other servers until the reader asks for them', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(newsletter);
    await opened.send(profileOf('dara', { email: 'dara@shop.example', attributes: { first_name: '<i>Dara</i>' } }));
    const asked: string[] = [];
    await page.route('https://pictures.example/**', (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await open('/users?userId=dara&part=preview');
    await page.getByRole('combobox', { name: 'Campaign' }).fill('newsletter');
    await page
      .getByRole('option', { name: /newsletter/ })
      .first()
      .click();
    await page.getByText('Rendered again, not what left').waitFor();
    await page.getByText('News for <i>Dara</i>', { exact: true }).waitFor();
    await page.getByText('Hello in words', { exact: true }).waitFor();
    const frame = page.locator('iframe');
    await frame.waitFor();
    expect(await frame.getAttribute('sandbox')).toBe('');
    await page.frameLocator('iframe').getByRole('heading', { name: 'Hello' }).waitFor();
    expect(asked).toEqual([]);
    expect(await page.title()).toBe('Campaign Connector');
    await expectAccessible();
    await page.getByRole('button', { name: 'Load remote pictures' }).click();
    await expect.poll(() => asked.length).toBeGreaterThan(0);
  });
});

describe('hostile content', () => {
  const hostileIds = [
    '../../settings',
    'a/b?c=d#e&f=%2F+g h',
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE users; --",
    '--yes',
    '😀 Ünï‮code',
    '..',
    'x'.repeat(256),
  ];

  test('ids of any text are shown as text, and lead to the same user from every link', async () => {
    const { page, open } = opened;
    await publish(reminder);
    for (const id of hostileIds) {
      await opened.send(pushTo(id));
      await open('/users');
      await page.getByLabel('User id').fill(id);
      await page.getByRole('button', { name: 'Show the user' }).click();
      await page.getByRole('heading', { level: 1, name: `User ${id}`, exact: true }).waitFor();
      await page.getByText('cart-reminder: waits for the message').waitFor();
      expect(new URLSearchParams(page.url().split('?')[1]).get('userId')).toBe(id);
    }
    await open('/users');
    for (const id of hostileIds) await page.getByRole('link', { name: id, exact: true }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  test('a user id that is too long is answered with the problem, not with an empty list', async () => {
    const { page, open } = opened;
    await open(`/users?userId=${'x'.repeat(300)}`);
    await page.getByText('This could not be read').first().waitFor();
    expect(await page.getByText('No decision about this user is recorded.').count()).toBe(0);
  });
});

describe('the page of a user on a phone, in Portuguese and dark', () => {
  test('the page is as wide as the screen, and accessible', async () => {
    await opened.close();
    opened = await openConsole(browser, {
      context: { locale: 'pt-BR', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
    });
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await opened.send(pushTo('ada'));
    await opened.send(['User Behavior', { id: 'order-7', userId: 'ada', behavior: 'purchase.made' }]);
    await open('/users?userId=ada');
    await page.getByRole('heading', { level: 1, name: 'Usuário ada' }).waitFor();
    await page.getByText('o usuário fez algo', { exact: false }).first().waitFor();
    await expectAccessible();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});
