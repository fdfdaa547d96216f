import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';
import { readYaml } from '../harness/console/yaml-text.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  opened = await openConsole(browser, { context: { locale: 'pt-BR' } });
});
afterEach(() => opened.close());

const CAMPAIGN = {
  id: 'lembrete',
  name: 'Lembrete',
  triggers: [{ interaction: 'email.received', campaign: 'boas-vindas' }],
  delay: '7 days',
  exceptions: [{ interaction: 'email.opened', campaign: 'boas-vindas' }],
  messages: [{ channel: 'sms', body: 'Oi' }],
};

describe('the console in Portuguese', () => {
  test('the faults and the warnings of a text are listed in Portuguese while it is written, and beside their fields', async () => {
    const { page, open, call, expectAccessible } = opened;
    await call('PUT', '/campaigns/lembrete', CAMPAIGN);
    await open('/edit?id=lembrete');
    const text = page.getByRole('textbox', { name: 'A campanha em YAML' });
    const replaceText = async (campaign: object) => {
      await text.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(JSON.stringify(campaign));
    };
    const warning =
      'exceptions.0: programas de e-mail também abrem e-mails e assim cancelam a espera dos seus usuários; openKind: human conta só pessoas';
    await page.getByText(warning).waitFor();
    await replaceText({ ...CAMPAIGN, id: 'Não é um id', delay: 'sete dias' });
    const fault = 'id: esperado: um id de a-z, 0-9 e -, no máximo 48 caracteres; encontrado: "Não é um id"';
    await page.getByRole('button', { name: `Linha 1: ${fault}` }).waitFor();
    await page
      .getByText('delay: esperado: "none", ou um número inteiro de segundos', { exact: false })
      .first()
      .waitFor();
    await expectAccessible();
    await replaceText({ ...CAMPAIGN, triggers: [], messages: {} });
    await page.getByText('triggers: esperado: uma lista de 1 a 20; encontrado: []').waitFor();
    await page.getByText('messages: esperado: uma lista de 1 a 10; encontrado: {}').waitFor();
  });

  test('an email with HTML and plain text keeps both when one body is chosen, says why, and warns at its field in Portuguese', async () => {
    const { page, open, call, expectAccessible } = opened;
    const html = '<a href="http://loja.example">Loja</a>';
    await call('PUT', '/campaigns/lembrete', {
      ...CAMPAIGN,
      messages: [{ channel: 'email', subject: 'Oi', html, text: 'A loja espera' }],
    });
    await open('/edit?id=lembrete');
    const warning = 'um link começa com http://, como http://loja.example: os programas de e-mail alertam sobre isso';
    await page.getByText(new RegExp(`^${warning}`)).waitFor();
    await page.getByRole('button', { name: 'Um só corpo' }).click();
    const reason = 'Remova antes o HTML ou o texto simples, também das traduções';
    await page.getByText(reason, { exact: false }).waitFor();
    await expectAccessible();
    const text = page.getByRole('textbox', { name: 'A campanha em YAML' });
    expect(await readYaml(text)).toContain('http://loja.example');
    expect(await readYaml(text)).toContain('A loja espera');
    await page.getByRole('textbox', { name: 'Texto simples' }).fill('');
    await page.getByText(reason, { exact: false }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Um só corpo' }).click();
    await expect.poll(() => readYaml(text)).toMatch(/body: .*loja\.example/s);
  });

  test('the reasons of dead letters and of messages that a rehearsal withholds are shown in Portuguese', async () => {
    const { page, open } = opened;
    const letter = { id: 'm1', attempts: 1, userIds: ['ada'], eventIds: [], body: {}, canRetry: true };
    const sample = [{ ...letter, code: 'FAILED', message: 'its sender could not be called, or failed' }];
    await page.route(/\/dead-letters$/, (route) =>
      route.fulfill({ json: { queues: [{ name: 'unsent-emails', impact: 'any', messages: 1 }] } }),
    );
    await page.route(/\/dead-letters\/unsent-emails$/, (route) =>
      route.fulfill({ json: { name: 'unsent-emails', sample } }),
    );
    await open('/dead-letters?queue=unsent-emails');
    await page.getByText('o envio não pôde ser chamado, ou falhou').waitFor();

    await open('/rehearsal');
    const push = { channel: 'push', body: 'Oi', url: '{{ user.link }}' };
    const campaign = { id: 'oi', name: 'Oi', triggers: [{ behavior: 'session.started' }], messages: [push] };
    const at = { userId: 'ada', occurredAt: '2026-12-01T09:00:00Z' };
    const events = [
      ['User Profile Updated', { ...at, attributes: { link: 'ftp://loja.example' } }],
      ['User Behavior', { ...at, id: 'e1', behavior: 'session.started' }],
    ].map(([DetailType, Detail]) => JSON.stringify({ Source: 'app', DetailType, Detail }));
    await page
      .getByLabel('Escolher arquivos: Arquivos de campanha')
      .setInputFiles({ name: 'oi.yaml', mimeType: 'text/yaml', buffer: Buffer.from(stringify(campaign)) });
    await page.getByLabel('Eventos', { exact: true }).fill(events.join('\n'));
    await page.getByRole('button', { name: 'Ensaiar', exact: true }).click();
    await page.getByRole('tab', { name: 'Quem recebe o quê e quando' }).click();
    await page.getByText('url: a URL não começa com https:// nem com http://', { exact: false }).waitFor();
  });

  test('an example in virtual time whose script cannot be loaded says so, also when its settings are read later', async () => {
    const { page, open } = opened;
    await open('/first-steps');
    const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('rehearsal-worker'));
    await page.route(/rehearsal-worker/, (route) => route.abort());
    await page.route(/\/settings$/, async (route) => {
      await failed;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Ver em tempo virtual' }).click();
    await page.getByText('não foi possível carregar o script do worker', { exact: false }).waitFor();
  });

  test('what an answer of the interface refuses, warns of and finds is shown in Portuguese', async () => {
    const { page, open, call, send, expectAccessible } = opened;
    await call('PUT', '/campaigns/lembrete', CAMPAIGN);
    await open('/campaigns/lembrete');
    await page.getByRole('button', { name: 'Publicar', exact: false }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('programas de e-mail também abrem e-mails', { exact: false }).waitFor();
    await expectAccessible();

    await open('/edit?id=nenhuma');
    await page.getByText('nenhuma campanha tem o id "nenhuma"').waitFor();

    await send(['Campaign Interaction', { userId: 'ada', interaction: 'email.eaten', campaignId: 'boas-vindas' }]);
    await open('/refused');
    await page.getByText(/^Detail\.interaction: esperado: um destes: .*; encontrado: "email\.eaten"$/).waitFor();

    await call('POST', '/campaigns/lembrete/publish');
    await open('/settings');
    const finding = 'sms: uma campanha publicada usa este canal, e nenhum envio desta instalação o atende';
    await page.getByText(finding, { exact: false }).first().waitFor();
    await expectAccessible();
  });

  test('the faults of a file and of a line are shown in Portuguese in a rehearsal, which its worker finds in English', async () => {
    const { page, open } = opened;
    await open('/rehearsal');
    const give = (buffer: string) =>
      page
        .getByLabel('Escolher arquivos: Arquivos de campanha')
        .setInputFiles({ name: 'lembrete.yaml', mimeType: 'text/yaml', buffer: Buffer.from(buffer) });
    await give('id: lembrete\nname: Lembrete\ntriggers: []\nmessages: []\n');
    const found = (name: RegExp) => page.getByRole('button', { name }).waitFor();
    await found(/^Linha 3: triggers: esperado: uma lista de 1 a 20; encontrado: \[\]$/);
    await give(stringify({ ...CAMPAIGN, name: 'Lembrete' }).replace('name: Lembrete', 'name: Lembrete #2'));
    await found(/^Linha 2: name: o texto termina antes de #2, que é um comentário/);
    await page.getByLabel('Eventos', { exact: true }).fill('nenhum evento');
    await page.getByRole('button', { name: 'Ensaiar', exact: true }).click();
    await page
      .getByText(/^Linha 1: esperado: um objeto JSON, uma entrada do PutEvents ou um evento do Currents/)
      .waitFor();
  });
});
