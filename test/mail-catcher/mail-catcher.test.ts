import { createTransport } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { createCaughtEmails } from '../../mail-catcher/caught-emails.ts';
import { parsePorts } from '../../mail-catcher/ports.ts';
import { startMailCatcher } from '../../mail-catcher/start.ts';
import { readPage } from '../harness/mail-catcher/read-page.ts';
import { freePort } from '../harness/processes.ts';

/** Starts a mail catcher until the test ends, and returns what sends it an email. */
async function start() {
  const catcher = await startMailCatcher({ smtp: 0, web: 0 });
  onTestFinished(() => catcher.stop());
  const transport = createTransport(catcher.smtpUrl);
  onTestFinished(() => transport.close());
  const send = (email: object) =>
    transport.sendMail({ from: 'Shop <shop@shop.example>', to: 'ada@example.com', subject: 'Hello', ...email });
  const read = async (path: string) => (await readPage(`${catcher.webUrl}${path}`)).body;
  return { ...catcher, send, read, list: async () => JSON.parse(await read('/messages')).messages };
}

test('a mail catcher lists the emails that it took, the newest first, with their html, text and headers', async () => {
  const { send, list } = await start();
  await send({ subject: 'Grüße 🎉', text: 'naïve', html: '<p>naïve</p>', headers: { 'X-Campaign': 'welcome' } });
  await send({ subject: 'Second', to: ['ben@example.com', 'cleo@example.com'], text: 'only text' });
  const [second, first] = await list();
  expect(second).toMatchObject({ id: 2, subject: 'Second', to: ['ben@example.com', 'cleo@example.com'] });
  expect(second).not.toHaveProperty('html');
  expect(second.text.trim()).toBe('only text');
  expect(first).toMatchObject({ id: 1, from: 'shop@shop.example', to: ['ada@example.com'], subject: 'Grüße 🎉' });
  expect([first.html.trim(), first.text.trim()]).toEqual(['<p>naïve</p>', 'naïve']);
  expect(first.headers).toContainEqual({ name: 'X-Campaign', value: 'welcome' });
  expect(first.headers).toContainEqual({ name: 'Subject', value: 'Grüße 🎉' });
});

test('a mail catcher takes emails without a login, and with any', async () => {
  const { smtpUrl, list } = await start();
  const login = createTransport(smtpUrl.replace('//', '//any:password@'));
  onTestFinished(() => login.close());
  await login.sendMail({ from: 'a@shop.example', to: 'ada@example.com', text: 'x' });
  expect(await list()).toHaveLength(1);
});

test('a mail catcher refuses an email of more than 10 MB, and takes the next one', async () => {
  const { send, list } = await start();
  await expect(send({ text: 'x'.repeat(10_100_000) })).rejects.toMatchObject({ responseCode: 552 });
  await send({ subject: 'Small', text: 'x' });
  expect((await list()).map(({ subject }: { readonly subject: string }) => subject)).toEqual(['Small']);
});

test('the pages of a mail catcher show an email in a frame without scripts, and what came in as text', async () => {
  const { send, read, webUrl } = await start();
  await send({
    subject: '<script>alert(1)</script>',
    text: '<b>no tag</b>',
    html: '<html><head lang="en"><title>x</title></head><body><script>alert(1)</script><a href="https://shop.example">x</a></body></html>',
  });
  const list = await read('/');
  expect(list).toContain('<a href="/emails/1">&lt;script&gt;alert(1)&lt;/script&gt;</a>');
  const page = await read('/emails/1');
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;b&gt;no tag&lt;/b&gt;');
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox" src="/emails/1/html"');
  const framed = await readPage(`${webUrl}/emails/1/html`);
  expect(framed.headers['content-security-policy']).toBe('sandbox allow-popups allow-popups-to-escape-sandbox');
  expect(framed.body).toContain('<head lang="en"><base target="_blank"><title>');
});

test('a mail catcher has no page of an email that it did not take, and no html of an email without', async () => {
  const { send, webUrl } = await start();
  await send({ text: 'x' });
  for (const path of ['/emails/2', '/emails/x', '/emails/1/html', '/emails/2/html', '/other'])
    expect([path, (await readPage(`${webUrl}${path}`)).status]).toEqual([path, 404]);
  expect((await readPage(`${webUrl}/emails/1`)).status).toBe(200);
});

test('a mail catcher answers no page of a site that points a name of its own to this machine', async () => {
  const { webUrl } = await start();
  const status = async (host: string) => (await readPage(`${webUrl}/messages`, { host })).status;
  expect(await status('evil.example')).toBe(421);
  expect(await status('localhost')).toBe(200);
});

test('a mail catcher whose port is in use does not start, and frees its other port', async () => {
  const { smtpUrl, webUrl } = await start();
  const port = (url: string) => Number(new URL(url).port);
  await expect(startMailCatcher({ smtp: port(smtpUrl), web: 0 })).rejects.toThrow('EADDRINUSE');
  const smtp = await freePort();
  await expect(startMailCatcher({ smtp, web: port(webUrl) })).rejects.toThrow('EADDRINUSE');
  const other = await startMailCatcher({ smtp, web: 0 });
  await other.stop();
});

test('a mail catcher keeps the newest emails, and their numbers stay', () => {
  const emails = createCaughtEmails(2);
  const email = { caughtAt: '2026-12-01T09:00:00Z', from: 'a@x.example', to: [], headers: [] };
  for (const subject of ['one', 'two', 'three']) emails.add({ ...email, subject });
  expect(emails.list().map(({ id, subject }) => [id, subject])).toEqual([
    [3, 'three'],
    [2, 'two'],
  ]);
  expect([emails.get(1), emails.get(3)?.subject]).toEqual([undefined, 'three']);
});

test.each([
  [[], { smtp: 1025, web: 8025 }],
  [['--smtp-port', '2025', '--web-port', '0'], { smtp: 2025, web: 0 }],
  [['--smtp-port', '65536'], undefined],
  [['--web-port', 'x'], undefined],
  [['--web-port', ''], undefined],
  [['--port', '1'], undefined],
  [['1025'], undefined],
])('the arguments %j of the mail catcher are read as the ports %j', (args, ports) => {
  expect(parsePorts(args)).toEqual(ports);
});
