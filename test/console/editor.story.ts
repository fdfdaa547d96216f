import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseOption } from '../harness/console/choose-option.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';
import { readYaml, replaceYaml } from '../harness/console/yaml-text.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  opened = await openConsole(browser);
});
afterEach(() => opened.close());

const welcome = {
  id: 'welcome-email',
  name: 'Welcome',
  triggers: [{ behavior: 'session.started' }],
  messages: [{ channel: 'email', subject: 'Welcome', body: 'Welcome to the shop' }],
};

/** Returns the editor of the text. */
const findText = () => opened.page.getByRole('textbox', { name: 'The campaign as YAML' });

/** Returns the text as it is shown, line by line. */
const readText = () => readYaml(findText());

/** Chooses an option of a choice by the names that the screen shows. */
const choose = (label: string, option: string) =>
  chooseOption(opened.page.getByRole('button', { name: label }).first(), option);

/** Replaces the whole text, as by hand. */
const replaceText = (text: string) => replaceYaml(findText(), text);

describe('the editor of a campaign', () => {
  test('an author builds the resend to non-openers by following the screen, and sees it in the text', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/campaigns');
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByRole('heading', { name: 'New campaign', level: 1 }).waitFor();

    await page.getByLabel('Name', { exact: true }).fill('Resend the welcome');
    await expect.poll(() => page.getByLabel('Id', { exact: true }).inputValue()).toBe('resend-the-welcome');
    await page.getByLabel('Subject', { exact: true }).fill('Did you see this?');
    await page.getByLabel('Text', { exact: true }).fill('Hello {{ user.first_name }}');
    await expectAccessible();

    await page.getByRole('button', { name: 'Next: 2. Trigger' }).click();
    await page.getByRole('button', { name: 'Add a trigger' }).click();
    await choose('The user', 'receives an email');
    await page.getByLabel('Target campaign').fill('welcome');
    await page.getByRole('option', { name: /welcome-email/ }).click();
    await page.getByText('welcome-email is a draft.').waitFor();

    await page.getByRole('button', { name: 'Next: 3. Delay and exceptions' }).click();
    expect(await page.getByRole('button', { name: 'Add an exception' }).isDisabled()).toBe(true);
    await page.getByText('Exceptions are closed until there is a delay').waitFor();
    await page.getByRole('radio', { name: 'After a time' }).check();
    await page.getByLabel('Schedule delay: Number').fill('7');
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await choose('The user', 'opens an email');
    await choose('Opened by', 'A person');
    await page.getByText('Until then this cancels the wait:').waitFor();
    await expectAccessible();

    const sentence = page.getByRole('region', { name: 'What this campaign does' });
    expect(await sentence.textContent()).toContain(
      'When a user receives the email of welcome-email, it waits 7 days and then sends an email. It sends nothing if, while they wait, the user opens the email of welcome-email (kind of open “human”).',
    );
    await page.getByRole('button', { name: 'Next: 4. Audience and rules' }).click();
    expect(await page.getByRole('radio', { name: 'Everyone' }).isChecked()).toBe(true);
    await expectAccessible();

    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 1.').waitFor();
    await expect.poll(readText).toContain('delay: 7 days\nexceptions:');
    const { definition } = await call('GET', '/campaigns/resend-the-welcome');
    expect(definition).toMatchObject({
      triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
      delay: '7 days',
      exceptions: [{ interaction: 'email.opened', campaign: 'welcome-email', openKind: 'human' }],
    });
  });

  test('the form follows the text that is written by hand, and comments stay when the form writes', async () => {
    const { page, call, open } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    await replaceText(`# Everyone is greeted once.
id: welcome-email
name: Welcome # the team says hello
triggers:
  - { behavior: session.started }
messages:
  # Short, please.
  - channel: email
    subject: Good morning
    body: Welcome
`);
    const subject = page.getByLabel('Subject', { exact: true });
    await expect.poll(() => subject.inputValue()).toBe('Good morning');
    await subject.fill('Good evening');
    await page.getByLabel('Text', { exact: true }).fill('Welcome\nto the shop');
    await expect.poll(readText).toContain('subject: Good evening');
    const text = await readText();
    expect(text).toContain('# Everyone is greeted once.');
    expect(text).toContain('name: Welcome # the team says hello');
    expect(text).toContain('# Short, please.');
    expect(text).toContain('body: |-\n');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    await page.reload();
    await expect.poll(readText).toContain('# Short, please.');
  });

  test('a fault of the text is shown at its line, and an error of syntax keeps the form as it was', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email&step=wait');
    await replaceText('id: welcome-email\nname: Welcome\ntriggers:\n  - { behavior: session.begun }\nmessages: []\n');
    const fault = page.getByRole('button', { name: /^Line 4: triggers\.0/ });
    await fault.click();
    await expect.poll(() => findText().locator('.cm-activeLine').innerText()).toContain('session.begun');
    await replaceText('id: welcome-email\nname: "Welcome\n');
    await page.getByText('The form waits: line').waitFor();
    expect(await page.getByRole('radio', { name: 'After a time' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save draft' }).getAttribute('aria-disabled')).toBe('true');
    await expectAccessible();
  });

  test('the preview shows an email in a frame without rights, and marks variables that have no value', async () => {
    const { page, call, open, expectAccessible } = opened;
    const body = '<p>Hello <b>{{ user.first_name }}</b></p>';
    await call('PUT', '/campaigns/welcome-email', {
      ...welcome,
      messages: [{ channel: 'email', subject: 'Welcome', body }],
    });
    await open('/edit?id=welcome-email');
    await page.getByText('user.first_name has no value in body').waitFor();
    await page.getByLabel('As this user').fill('ada');
    const frame = page.locator('iframe');
    await expect.poll(() => frame.getAttribute('sandbox')).toBe('');
    await page.frameLocator('iframe').getByText('Hello').waitFor();
    await page.getByRole('button', { name: 'Phone' }).click();
    await expectAccessible();
  });

  test('a version that was saved meanwhile is not overwritten, and the author sees what to do (R97)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Mine');
    await call('PUT', '/campaigns/welcome-email', { ...welcome, name: 'Theirs' });
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Someone else saved this campaign meanwhile').waitFor();
    await expectAccessible();
    expect(await call('GET', '/campaigns/welcome-email')).toMatchObject({ name: 'Theirs', version: 2 });
    await page.getByRole('button', { name: 'Open the newest version' }).click();
    await expect.poll(() => name.inputValue()).toBe('Theirs');
  });

  test('comments that were saved meanwhile are not overwritten, either (R97)', async () => {
    const { page, call, open, url } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    const body = `# Ask Ada before you change it.\n${JSON.stringify(welcome)}`;
    const headers = { 'content-type': 'application/yaml' };
    await fetch(`${url}/campaigns/welcome-email`, { method: 'PUT', headers, body });
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Someone else saved this campaign meanwhile').waitFor();
    await page.getByRole('button', { name: 'Open the newest version' }).click();
    await expect.poll(readText).toContain('# Ask Ada before you change it.');
  });

  test('an author narrows an exception and the audience by conditions, and sees them in the text and in the sentence (R39, R43)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', { ...welcome, delay: '1 day' });
    await open('/edit?id=welcome-email&step=wait');
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await choose('The user', 'buys a product');
    await page.getByText('Only some of them').first().click();
    await page.getByLabel('With the same fields as the trigger').fill('productId, currency');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    const condition = page.getByRole('group', { name: 'Condition 1' });
    await condition.getByLabel('Value').fill('25');
    await expect.poll(readText).toMatch(/price:\s+\$gte: 25/);
    expect(await readText()).toMatch(/sameAsTrigger:\s+- productId\s+- currency/);
    await expectAccessible();
    await condition.getByLabel('Value').fill('cheap');
    await condition.getByText('A number.').waitFor();
    expect(await readText()).toMatch(/price:\s+\$gte: 25/);
    await condition.getByLabel('Value').fill('30');
    await condition.getByRole('button', { name: 'Remove condition 1' }).click();
    await expect.poll(readText).not.toContain('where');
    await page.getByRole('button', { name: 'Add a condition' }).click();

    await page.getByRole('button', { name: 'Next: 4. Audience and rules' }).click();
    await page.getByRole('radio', { name: 'Only users with certain attributes' }).check();
    await condition.getByLabel('Field').fill('tier');
    await condition.getByLabel('Field').press('Tab');
    await expect.poll(readText).toContain('tier: plus');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    const second = page.getByRole('group', { name: 'Condition 2' });
    await second.getByLabel('Value').fill('Oslo');
    expect(await readText()).not.toContain('Oslo');
    await second.getByLabel('Field').fill('city');
    await second.getByLabel('Field').press('Enter');
    await expect.poll(readText).toMatch(/tier: plus\s+city: Oslo/);
    await second.getByRole('button', { name: 'Remove condition 2' }).click();
    await expect.poll(readText).not.toContain('city');
    await chooseOption(condition.getByRole('button', { name: 'Condition is' }), 'is one of');
    await condition.getByLabel('Values, with commas between').fill('plus, pro');
    await expect.poll(readText).toMatch(/tier:\s+\$in:\s+- plus\s+- pro/);
    await expectAccessible();
    const sentence = page.getByRole('region', { name: 'What this campaign does' });
    expect(await sentence.textContent()).toContain('where price is at least 20');
    expect(await sentence.textContent()).toContain('It is only for users of whom tier is “plus” or “pro”.');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await second.getByLabel('Field').fill('age');
    await second.getByLabel('Field').press('Tab');
    await second.getByLabel('Value').fill('65');
    await page.getByRole('button', { name: 'At least one' }).click();
    await expect.poll(readText).toMatch(/\$or:\s+- tier:\s+\$in:\s+- plus\s+- pro\s+- age: .?65/);
    await expectAccessible();
    await second.getByRole('button', { name: 'Remove condition 2' }).click();
    await expect.poll(readText).not.toContain('65');
    await replaceText(
      `${await readText()}`.replace(/\$or:[\s\S]*?- pro/, '$or: [{ plan: plus, vip: true }, { age: { $gte: 18 } }]'),
    );
    await page.getByText('These conditions are changed in the text:').waitFor();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    const { definition } = await call('GET', '/campaigns/welcome-email');
    expect(definition).toMatchObject({
      exceptions: [
        { behavior: 'purchase.made', sameAsTrigger: ['productId', 'currency'], where: { price: { $gte: 20 } } },
      ],
      audience: { $or: [{ plan: 'plus', vip: true }, { age: { $gte: 18 } }] },
    });
  });

  test('changes that are not saved are not left by a link or by the history without a question', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/campaigns');
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByLabel('Name', { exact: true }).fill('A name');
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    await page.goBack();
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('A name');
    await page.goBack();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('row', { name: /Welcome/ }).waitFor();
  });

  test('a follow-up of a draft is published with it, the follow-up first (R4)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    const triggers = [{ interaction: 'email.received', campaign: 'welcome-email' }];
    await call('PUT', '/campaigns/thanks', { ...welcome, id: 'thanks', name: 'Thanks', triggers });
    await open('/edit?id=thanks&step=trigger');
    await page.getByRole('button', { name: 'Publish both, follow-up first…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish both, follow-up first' });
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('Publish thanks, version 1'),
      expect.stringContaining('Publish welcome-email, version 1'),
    ]);
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Publish both' }).click();
    await dialog.getByText('Both are published.').waitFor();
    const [first, second] = await Promise.all(['thanks', 'welcome-email'].map((id) => call('GET', `/campaigns/${id}`)));
    expect([first?.['status'], second?.['status']]).toEqual(['published', 'published']);
    expect(String(first?.['publishedAt']) <= String(second?.['publishedAt'])).toBe(true);
  });

  test('the sentence about a campaign stays in sight while the form scrolls', async () => {
    const { page, call, open } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    const sentence = page.getByRole('region', { name: 'What this campaign does' });
    await sentence.waitFor();
    await page.getByLabel('Subject', { exact: true }).hover();
    await page.mouse.wheel(0, 2_000);
    await expect.poll(async () => Number(await page.evaluate('window.scrollY'))).toBeGreaterThan(300);
    const top = await page.locator('#top').boundingBox();
    const { y = 0 } = (await sentence.boundingBox()) ?? {};
    expect(y).toBeGreaterThanOrEqual(top?.height ?? 0);
    expect(y).toBeLessThan((top?.height ?? 0) + 60);
  });

  test('a campaign of a project is shown and not changed, with the command that changes it (R55)', async () => {
    const { page, call, open, expectAccessible } = opened;
    const { token } = await call('POST', '/apply/begin', { project: 'shop' });
    const applied = { token, revision: 0, definition: welcome, state: 'draft' };
    await call('POST', '/campaigns/welcome-email/apply', applied);
    await open('/edit?id=welcome-email');
    await page.getByText('The project shop owns this campaign').waitFor();
    expect(await page.getByLabel('Subject', { exact: true }).isDisabled()).toBe(true);
    await findText().press('x');
    expect(await readText()).toContain('id: welcome-email\n');
    await page.getByRole('button', { name: 'With the command line' }).first().click();
    await page.getByRole('code').getByText('npx campaign-connector apply FOLDER').waitFor();
    await expectAccessible();
  });

  test('in Portuguese, in the dark and on a phone, the rules of a campaign with variants are shown', async () => {
    const context = { locale: 'pt-BR', colorScheme: 'dark' as const, viewport: { width: 390, height: 844 } };
    await opened.close();
    opened = await openConsole(browser, { context });
    const { page, call, open } = opened;
    const { messages, ...rest } = welcome;
    const variants = ['a', 'b'].map((name) => ({ name, share: 50, messages }));
    await call('PUT', '/campaigns/welcome-email', { ...rest, delay: { next: 'monday', at: '09:00' }, variants });
    await open('/edit?id=welcome-email');
    await page.getByRole('heading', { name: 'Variante b' }).waitFor();
    await page.getByText('a próxima segunda-feira às 09:00').waitFor();
  });

  test('what is typed into the text stays there, also the keys that are shortcuts elsewhere', async () => {
    const { page, call, open } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    await findText().click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('# </p>?gr gc https://shop.example');
    await expect.poll(readText).toContain('# </p>?gr gc https://shop.example');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(page.url()).toContain('#/edit');
  });

  test('two variants are made of the messages, each with messages of its own, and are changed by themselves (R46)', async () => {
    const { page, call, open } = opened;
    await call('PUT', '/campaigns/welcome-email', welcome);
    await open('/edit?id=welcome-email');
    await page.getByRole('button', { name: 'Compare variants' }).click();
    await expect.poll(readText).toContain('variants:');
    expect(await readText()).not.toMatch(/[&*]a1/);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    const { definition } = (await call('GET', '/campaigns/welcome-email')) as { definition: { variants: unknown[] } };
    expect(definition.variants).toHaveLength(2);
  });

  test('the text can be left with the keyboard by Escape and Tab', async () => {
    const { page, open } = opened;
    await open('/new');
    await findText().focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect.poll(() => findText().evaluate((text) => text.matches(':focus'))).toBe(false);
  });
});
