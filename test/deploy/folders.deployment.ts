import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../harness/run-command.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';
import { environmentOf } from './people.ts';
import { slowness } from './slowness.ts';
import { REPOSITORY } from './tools.ts';

const here = openDeploymentTest();

/** Creates a folder of the campaigns of a project, and a function that runs a command on it as the marketer. */
function openFolder(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-connector-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project = here.own(name).toLowerCase();
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('campaigns.yaml', `project: ${project}\n`);
  const { people, api } = here.installation;
  const connector = (...words: string[]) =>
    run(process.execPath, ['bin/campaign-connector.ts', '--endpoint', api, '--sign', ...words], {
      cwd: REPOSITORY,
      env: environmentOf(people.marketer),
      signal: AbortSignal.timeout(Math.ceil(MAX_WAIT.timeout)),
    });
  return { folder, project, write, connector };
}

// One apply acts on an installation at a time, so the tests come one after the other.
describe('a folder of campaigns on AWS', { concurrent: false }, () => {
  test('a folder of campaigns is planned, applied, found unchanged, edited and pruned, and its edit reaches who waits (R55)', async () => {
    const { folder, project, write, connector } = openFolder('folder');
    const [welcome, reminder] = [here.own('folder-target'), here.own('folder-reminder')];
    // Long enough for a plan and an apply while the user waits, however slow the machine is.
    const seconds = Math.ceil(45 * slowness());
    const file = (subject: string) =>
      `id: ${reminder}\nname: Reminder\ntriggers: [{ interaction: email.received, campaign: ${welcome} }]\n` +
      `delay: ${seconds} seconds\nprecision: 1 second\nmessages: [{ channel: email, subject: ${subject}, body: Hi }]\n`;
    write('welcome.yaml', `id: ${welcome}\nname: Welcome\nsentElsewhere: true\n`);
    write('reminder.yaml', file('One'));
    expect(await connector('plan', folder)).toContain('2 to create; 0 as they should be');
    const applied = await connector('apply', folder, '--yes', '--note', 'the first');
    expect(applied).toContain(`${reminder}: version 1 is published since `);
    expect(await connector('apply', folder, '--yes')).toBe('Nothing to change; 2 as they should be\n');
    const { body } = await here.call('GET', `/campaigns/${reminder}`);
    expect(body).toMatchObject({ project, history: [{ did: 'saved', note: 'the first' }, { did: 'published' }] });

    await here.producer.put([here.interaction('reader', 'folder')]);
    await here.eventually('reader', ['enrolled']);
    write('reminder.yaml', file('Two'));
    await vi.waitFor(async () => expect(await connector('plan', folder)).toContain('1 user waits'), MAX_WAIT);
    await connector('apply', folder, '--yes');
    await here.inbox.waitForMessage(here.own('reader'));
    expect(here.messagesTo('reader')).toMatchObject([{ messages: [{ subject: 'Two' }] }]);

    rmSync(join(folder, 'reminder.yaml'));
    expect(await connector('apply', folder, '--yes', '--prune')).toContain(`${reminder}: stopped`);
  });

  test('a folder of campaigns is not applied while another one is, and its apply names who applies that (R55)', async () => {
    const { folder, write, connector } = openFolder('second');
    write('welcome.yaml', `id: ${here.own('second-target')}\nname: Welcome\nsentElsewhere: true\n`);
    const { body } = await vi.waitFor(async () => {
      const begun = await here.call('POST', '/apply/begin', { project: 'other' });
      expect(begun.status).toBe(200);
      return begun;
    }, MAX_WAIT);
    await expect(connector('apply', folder, '--yes')).rejects.toThrow(
      /another apply acts: of the project other, by arn:/,
    );
    expect(await here.call('POST', '/apply/end', { token: tokenOf(body) })).toMatchObject({ status: 200 });
  });
});

function tokenOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined;
}
