import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listBlocks, readSection, runBlock, startBlock } from '../harness/docs/shell-blocks.ts';
import { openEmail } from '../harness/mail-catcher/open-email.ts';
import { readPage } from '../harness/mail-catcher/read-page.ts';
import { freePort } from '../harness/processes.ts';

/** Runs the blocks of the section as they are written, but with ports that are free on this machine, and a store of its own. */
async function followSection() {
  const directory = mkdtempSync(join(tmpdir(), 'first-email-'));
  const [smtp, web, port] = [await freePort(), await freePort(), await freePort()];
  const env = { PORT: String(port), DATA_DIR: directory };
  const withPorts = (block: string) =>
    block
      .replace('npm run mail-catcher', `npm run mail-catcher -- --smtp-port ${smtp} --web-port ${web}`)
      .replaceAll('npm run connector --', `npm run connector -- --endpoint http://127.0.0.1:${port}`)
      .replaceAll('127.0.0.1:1025', `127.0.0.1:${smtp}`)
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${port}`);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return {
    webUrl: `http://127.0.0.1:${web}`,
    run: (block: string) => runBlock(withPorts(block), env),
    /** Starts a block whose command keeps running, and waits until it has printed a text. */
    async start(block: string, printed: string) {
      const { output, end } = startBlock(withPorts(block), env);
      onTestFinished(end);
      await expect.poll(output, { timeout: 20_000 }).toContain(printed);
    },
  };
}

test('the section "Send a first email" of README leads to an email whose open cancels the second one (R82, R94)', {
  timeout: 90_000,
}, async () => {
  const section = readSection('README.md', 'Send a first email');
  const [catchEmails = '', serve = '', send = '', explain = ''] = listBlocks(section, 'sh');
  const [explained = ''] = listBlocks(section, 'text');
  const { webUrl, run, start } = await followSection();
  await start(catchEmails, 'are shown on');
  await start(serve, 'listens on');
  expect(await run(send)).toContain('first-email: version 1 is published');
  const listEmails = async () => JSON.parse((await readPage(`${webUrl}/messages`)).body).messages;
  await expect.poll(listEmails, { timeout: 30_000, interval: 200 }).toHaveLength(1);
  expect(await listEmails()).toMatchObject([
    { id: 1, from: 'hello@shop.example', to: ['ada@example.com'], subject: 'Hello Ada' },
  ]);
  expect(toShape(await run(explain))).not.toContain('wait cancelled');
  expect((await openEmail(webUrl, 1)).images).toEqual([200]);
  await expect.poll(async () => toShape(await run(explain)), { timeout: 20_000 }).toContain(toShape(explained));
  expect(toShape(explained)).toContain('second-email wait cancelled');
});

/** Returns the output of `explain` without its instants, ids and columns. */
function toShape(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replaceAll(/event [^\s,)]+/g, 'event ID')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}
