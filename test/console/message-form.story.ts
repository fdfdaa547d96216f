import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MESSAGE_SCHEMAS } from '../../core/contracts/message-schemas.ts';
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

/** Returns a campaign with one message. */
const createCampaign = (message: object) => ({
  id: 'welcome',
  name: 'Welcome',
  triggers: [{ behavior: 'session.started' }],
  messages: [message],
});

/** Saves a campaign with one message, and opens the editor. Returns the editor of its text. */
async function edit(message: object) {
  const { page, call, open } = opened;
  await call('PUT', '/campaigns/welcome', createCampaign(message));
  await open('/edit?id=welcome');
  const text = page.getByRole('textbox', { name: 'The campaign as YAML' });
  await text.waitFor();
  return text;
}

const email = { channel: 'email', subject: 'Hello {{ user.first_name }}', body: 'Your tea is on its way.' };

type Entries = (typeof MESSAGE_SCHEMAS)[number]['entries'];

/** Creates a message with every field that a channel allows, each with a value of its own. Returns the values that a form shows as text. */
function createFullMessage({ channel, translations, ...fields }: Entries) {
  const isText = (name: string) => !['method', 'headers', 'buttons', 'body'].includes(name);
  const fill = (names: readonly string[], of: string) =>
    Object.fromEntries(names.map((name) => [name, name === 'url' ? `https://${of}.example` : `${of} ${name}`]));
  const hasButtons = 'buttons' in fields;
  // An email has a body, or HTML and a text: the parts are the more.
  const names = Object.keys(fields)
    .filter(isText)
    .concat(channel.literal === 'email' ? [] : ['body']);
  const texts = Object.keys(translations.wrapped.pipe[0].value.entries).filter((name) => names.includes(name));
  const own = fill(names, 'own');
  const german = fill(texts, 'german');
  const button = { id: 'show', label: 'own label', url: 'https://button.example' };
  const translated = { id: 'show', label: 'german label', url: 'https://german-button.example' };
  const message = {
    channel: channel.literal,
    ...own,
    ...('method' in fields && { method: 'PUT' }),
    ...('headers' in fields && { headers: { 'X-Shop': 'own header' } }),
    ...(hasButtons && { buttons: [button] }),
    translations: { de: { ...german, ...(hasButtons && { buttons: [translated] }) } },
  };
  const values = [
    ...Object.values(own),
    ...Object.values(german),
    ...('headers' in fields ? ['X-Shop', 'own header'] : []),
    ...(hasButtons ? [...Object.values(button), translated.label, translated.url] : []),
  ];
  return { message, values };
}

/** Returns the values of fields. It runs in the page. */
const readValues = (fields: readonly unknown[]) => fields.map((field) => String(Object(field).value));

describe('the form of a message', () => {
  test('an author adds a translation by the form, sees it in the text, and previews it (R93)', async () => {
    const { page, expectAccessible, call } = opened;
    const text = await edit(email);
    const language = page.getByLabel('Language of a new translation');
    await language.fill('português');
    await page.getByRole('button', { name: 'Add a translation' }).click();
    await page.getByText('A language tag, such as de or pt-BR.', { exact: true }).waitFor();
    await language.fill('pt-BR');
    await language.press('Enter');
    const translation = page.getByRole('group', { name: 'Translation: pt-BR, Brazilian Portuguese' });
    const subject = translation.getByLabel('Subject', { exact: true });
    expect(await subject.getAttribute('placeholder')).toBe(email.subject);
    await subject.fill('Olá');
    await translation.getByLabel('Text', { exact: true }).fill('Seu chá está a caminho.\nAté logo!');
    await expect
      .poll(() => readYaml(text))
      .toContain('    translations:\n      pt-BR:\n        subject: Olá\n        body: |-\n          Seu chá');
    await expectAccessible();

    await page.getByText('user.first_name has no value in subject').waitFor();
    await chooseOption(page.getByRole('button', { name: 'Language That of the user' }), 'pt-BR, Brazilian Portuguese');
    await page.getByText('Até logo!').last().waitFor();
    await expect.poll(() => page.getByText('user.first_name has no value in subject').count()).toBe(0);
    await call('POST', '/events', {
      entries: [
        {
          Source: 'shop',
          DetailType: 'User Profile Updated',
          Detail: { userId: 'ada', email: 'ada@example.com', attributes: { first_name: 'Ada', language: 'pt_BR' } },
        },
      ],
    });
    await chooseOption(page.getByRole('button', { name: /^Language pt-BR/ }), 'That of the user');
    await page.getByText('user.first_name has no value in subject').waitFor();
    await page.getByLabel('As this user').fill('ada');
    await page.getByText('Language pt-BR').waitFor();

    await translation.getByRole('button', { name: 'Remove the translation pt-BR' }).click();
    await expect.poll(() => readYaml(text)).not.toContain('translations');
  });

  test('an author changes the channel of a message, and is asked before a text of it is lost', async () => {
    const { page, expectAccessible } = opened;
    const text = await edit({ ...email, translations: { de: { subject: 'Hallo', body: 'Der Tee kommt.' } } });
    const channel = page.getByRole('button', { name: /^Channel / });
    await chooseOption(channel, 'Push notification');
    await expect.poll(() => readYaml(text)).toContain(`title: ${email.subject}`);
    await expect.poll(() => readYaml(text)).toContain('title: Hallo');

    await chooseOption(channel, 'SMS');
    const dialog = page.getByRole('dialog', { name: 'Change the channel to SMS?' });
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['Title', 'Translation: de, Title']);
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => channel.evaluate((button) => button.matches(':focus'))).toBe(true);
    expect(await readYaml(text)).toContain('channel: push');

    await chooseOption(channel, 'SMS');
    await dialog.getByRole('button', { name: 'Change the channel' }).click();
    await expect.poll(() => readYaml(text)).toContain('channel: sms');
    expect(await readYaml(text)).not.toContain('title:');
    expect(await readYaml(text)).toContain('Der Tee kommt.');
    await expect.poll(() => channel.evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  test('a translation that is written into the text is shown by the form, with its fault at its field', async () => {
    const { page, expectAccessible } = opened;
    const text = await edit(email);
    await replaceYaml(
      text,
      `id: welcome
name: Welcome
triggers:
  - { behavior: session.started }
messages:
  - channel: email
    subject: Hello
    body: Your tea is on its way.
    translations:
      # From the agency.
      de: { subject: "Hallo {{ user.first_name", body: Dein Tee ist unterwegs. }
`,
    );
    const translation = page.getByRole('group', { name: 'Translation: de, German' });
    const subject = translation.getByLabel('Subject', { exact: true });
    await translation.getByText(/^subject: expected/).waitFor();
    await expectAccessible();
    await subject.fill('Hallo {{ user.first_name }}');
    await expect.poll(() => readYaml(text)).toContain('Hallo {{ user.first_name }}');
    await expect.poll(() => translation.getByText(/^subject: expected/).count()).toBe(0);
    expect(await readYaml(text)).toContain('# From the agency.');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
  });

  test('an author adds buttons by the form, translates them, and another id reaches the translation', async () => {
    const { page, call, expectAccessible } = opened;
    const text = await edit({ channel: 'in_app_message', body: 'Your tea is back.', translations: { de: {} } });
    await page.getByRole('button', { name: 'Add a button' }).click();
    const button = page.getByRole('group', { name: 'Button 1' }).first();
    await button.getByLabel('Label').fill('Show it');
    await button.getByLabel('Link of the button').fill('https://shop.example/tea');
    await expect.poll(() => readYaml(text)).toContain('      - id: button-1\n        label: Show it\n');
    await page.getByRole('button', { name: 'Translation: de, German' }).click();
    const german = page.getByRole('group', { name: 'Translation: de, German' });
    const label = german.getByRole('group', { name: 'Button 1' }).getByLabel('Label');
    expect(await label.getAttribute('placeholder')).toBe('Show it');
    await label.fill('Zeigen');
    await button.getByLabel('Id of the button').fill('show');
    await button.getByLabel('Id of the button').press('Enter');
    await expect.poll(() => readYaml(text)).not.toContain('button-1');
    await page.getByRole('button', { name: 'Add a button' }).click();
    const second = page.getByRole('group', { name: 'Button 2' }).first();
    await second.getByLabel('Id of the button').fill('show');
    await second.getByText('Another button has this id.').waitFor();
    await expectAccessible();
    await second.getByRole('button', { name: 'Remove button 2' }).click();
    await page.getByText('Button: Show it').waitFor();

    await chooseOption(page.getByRole('button', { name: 'Channel In-app message' }), 'Content card');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    const { definition } = await call('GET', '/campaigns/welcome');
    expect(definition).toMatchObject({
      messages: [
        {
          channel: 'content_card',
          buttons: [{ id: 'show', label: 'Show it', url: 'https://shop.example/tea' }],
          translations: { de: { buttons: [{ id: 'show', label: 'Zeigen' }] } },
        },
      ],
    });
  });

  test('an author adds headers of a webhook by the form, and one that holds a secret is warned of at its field', async () => {
    const { page, call, expectAccessible } = opened;
    const text = await edit({ channel: 'webhook', url: 'https://shop.example/hook' });
    const name = page.getByLabel('Name of the new header');
    await name.fill('Content-Length');
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByText('The sender sets this header itself.').waitFor();
    await name.fill('X-Shop');
    await name.press('Enter');
    const header = page.getByRole('group', { name: 'Header 1' });
    await header.getByLabel('Value').fill('tea for {{ user.plan }}');
    await expect.poll(() => readYaml(text)).toMatch(/ {4}headers:\n {6}X-Shop: "?tea for \{\{ user.plan \}\}/);
    await header.getByLabel('Name of the header').fill('Authorization');
    await header.getByLabel('Name of the header').press('Enter');
    await header.getByLabel('Value').fill('Bearer 4f1e8d2c9b7a6f5e');
    await header.getByText(/this looks like .* secret/).waitFor();
    await expectAccessible();
    await header.getByRole('button', { name: 'Remove the header Authorization' }).click();
    await expect.poll(() => readYaml(text)).not.toContain('headers');
    await replaceYaml(text, (await readYaml(text)).replace('    url:', '    headers: { X-Plan: plus }\n    url:'));
    await expect.poll(() => header.getByLabel('Value').inputValue()).toBe('plus');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    expect((await call('GET', '/campaigns/welcome'))['definition']).toMatchObject({
      messages: [{ headers: { 'X-Plan': 'plus' } }],
    });
  });

  test('every field of every channel is shown by the form: none is in the text alone', async () => {
    const { page } = opened;
    const text = await edit(email);
    for (const { entries } of MESSAGE_SCHEMAS) {
      const { message, values } = createFullMessage(entries);
      await replaceYaml(text, JSON.stringify(createCampaign(message)));
      await page.getByRole('heading', { name: /^Message 1: / }).waitFor();
      await expect
        .poll(async () => {
          const shown = new Set(await page.locator('input, textarea').evaluateAll(readValues));
          return values.filter((value) => !shown.has(value));
        })
        .toEqual([]);
      expect(await page.getByText('Only in the text').count()).toBe(0);
    }
  });

  test('the form of a message of a project is shown and not changed (R55)', async () => {
    const { page, call, open } = opened;
    const { token } = await call('POST', '/apply/begin', { project: 'shop' });
    const definition = createCampaign({
      channel: 'content_card',
      body: 'Hi',
      buttons: [{ id: 'show', label: 'Show' }],
      translations: { de: { body: 'Hallo' } },
    });
    await call('POST', '/campaigns/welcome/apply', { token, revision: 0, definition, state: 'draft' });
    await open('/edit?id=welcome');
    const button = page.getByRole('group', { name: 'Button 1' }).first();
    expect(await button.getByLabel('Label').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Add a button' }).isDisabled()).toBe(true);
    expect(await page.getByLabel('Language of a new translation').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Add a translation' }).isDisabled()).toBe(true);
  });
});
