import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import { stringify } from 'yaml';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

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
