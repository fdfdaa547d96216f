import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { command, useInstallation } from '../harness/cli/installation.ts';

const { connector } = useInstallation();

const FILE = `# Reminds once.
id: reminder
name: Reminder
triggers: [{ interaction: email.received, campaign: welcome }]
messages: [{ channel: email, subject: "\${subject}", body: Hi }]
`;
const WELCOME = 'id: welcome\nname: Welcome\nsentElsewhere: true\n';

let folder: string;
let values: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'campaign-connector-')), 'shop');
  values = `${folder}.yaml`;
  writeFileSync(values, 'subject: Hello\n');
});

/** Returns the names of the files of the folder. */
const files = () => readdirSync(folder).sort();
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Saves a campaign, and publishes it if asked to, as an owner without a folder does. */
async function byHand(text: string, { publishes = true } = {}) {
  const file = `${folder}-by-hand.yaml`;
  writeFileSync(file, text);
  const id = /id: (\S+)/.exec(text)?.[1] ?? '';
  expect(await connector(['save', file])).toMatchObject({ code: 0 });
  if (publishes) expect(await connector(['publish', id])).toMatchObject({ code: 0 });
}

async function applied() {
  await connector(['pull', folder]);
  writeFileSync(join(folder, 'welcome.yaml'), WELCOME);
  writeFileSync(join(folder, 'reminder.yaml'), FILE);
  expect(await connector(['apply', folder, '--values', values, '--yes'])).toMatchObject({ code: 0 });
}

describe('the command pull', () => {
  test('pull writes the campaigns of an installation into a new folder, which an apply then manages without changing them (R55)', async () => {
    await byHand(WELCOME);
    await byHand(FILE.replace('${subject}', 'Costs $${subject}'), { publishes: false });
    const pulled = await connector(['pull', folder]);
    expect(pulled).toMatchObject({ code: 0, err: '' });
    expect(pulled.out.split('\n').at(-1)).toBe('2 files written, 0 as the installation has them');
    expect(files()).toEqual(['campaigns.yaml', 'reminder.yaml', 'welcome.yaml']);
    expect(textOf('campaigns.yaml')).toBe('project: shop\n');
    expect(textOf('reminder.yaml')).toContain('state: draft');
    expect((await connector(['apply', folder, '--yes'])).out).toContain('Nothing to change');
    const { out } = await connector(['show', 'reminder']);
    expect(out).toContain('version 1, draft\nof the project shop\n');
    expect((await connector(['apply', folder, '--yes'])).out).toBe('Nothing to change; 2 as they should be');
  });

  test('pull changes only the fields that were changed by hand, and leaves comments and references (R55)', async () => {
    await applied();
    await byHand(FILE.replace('name: Reminder', 'name: By hand').replace('${subject}', 'Hello'));
    const pulled = await connector(['pull', folder, '--values', values]);
    expect(pulled.out).toBe(
      `${join(folder, 'reminder.yaml')}: changed\n1 file written, 1 as the installation has them`,
    );
    expect(textOf('reminder.yaml')).toBe(FILE.replace('name: Reminder', 'name: By hand'));
    expect(await connector(['plan', folder, '--values', values, '--fail-on-changes'])).toMatchObject({ code: 0 });
  });

  test('pull names the references that became values', async () => {
    await applied();
    await byHand(FILE.replace('${subject}', 'Good day'));
    const { out } = await connector(['pull', folder, '--values', values]);
    expect(out).toContain(
      '  warning: messages.0.subject: a reference to a value became the value of this installation',
    );
    expect(textOf('reminder.yaml')).toContain('subject: Good day');
  });

  test('pull writes what is published, and not a draft that was saved since (R55)', async () => {
    await applied();
    await byHand(FILE.replace('name: Reminder', 'name: Published').replace('${subject}', 'Hello'));
    await byHand(FILE.replace('name: Reminder', 'name: Draft').replace('${subject}', 'Hello'), { publishes: false });
    await connector(['pull', folder, '--values', values]);
    expect(textOf('reminder.yaml')).toContain('name: Published');
  });

  test('pull writes that a campaign was stopped by hand, so that an apply leaves it stopped', async () => {
    await applied();
    await connector(['stop', 'reminder', '--yes']);
    await connector(['pull', folder, '--values', values]);
    expect(textOf('reminder.yaml')).toBe(`${FILE}state: stopped\n`);
    const { out } = await connector(['apply', folder, '--values', values, '--yes']);
    expect(out).toContain('Nothing to change');
  });

  test('pull takes campaigns of others only where they are named, and none of another project', async () => {
    await applied();
    await byHand('id: other\nname: Other\nsentElsewhere: true\n');
    const plain = await connector(['pull', folder, '--values', values]);
    expect(plain.out).toBe('0 files written, 2 as the installation has them');
    const named = await connector(['pull', folder, 'other', '--values', values]);
    expect(named.out).toContain(`${join(folder, 'other.yaml')}: created`);
    const unknown = await connector(['pull', folder, 'nothing', '--values', values]);
    expect(unknown).toMatchObject({ code: 1, err: 'no campaign has the id nothing' });
    const second = join(folder, '..', 'second');
    await connector(['pull', second]);
    expect(readdirSync(second).sort()).toEqual(['campaigns.yaml', 'other.yaml']);
  });

  test('pull writes into no folder whose files have faults, and over no file of another campaign', async () => {
    await applied();
    writeFileSync(join(folder, 'other.yaml'), WELCOME.replaceAll('welcome', 'elsewhere'));
    await byHand('id: other\nname: Other\nsentElsewhere: true\n');
    const taken = await connector(['pull', folder, 'other', '--values', values]);
    expect(taken).toMatchObject({ code: 1 });
    expect(taken.err).toBe(`${join(folder, 'other.yaml')}: expected no file of this name; rename it`);
    writeFileSync(join(folder, 'other.yaml'), 'id: [\n');
    const faulty = await connector(['pull', folder, '--values', values]);
    expect(faulty.code).toBe(1);
    expect(textOf('reminder.yaml')).toBe(FILE);
  });

  test('pull names the files whose campaigns the installation does not have, and leaves them', async () => {
    await applied();
    writeFileSync(join(folder, 'new.yaml'), WELCOME.replaceAll('welcome', 'new'));
    const { out } = await connector(['pull', folder, '--values', values, '--json']);
    expect(JSON.parse(out)).toMatchObject({ project: 'shop', written: [], notInstalled: [join(folder, 'new.yaml')] });
  });

  test('pull writes nothing if the name of a new file is taken', async () => {
    await byHand('id: aaa\nname: A\nsentElsewhere: true\n');
    await applied();
    await byHand('id: zzz\nname: Z\nsentElsewhere: true\n');
    writeFileSync(join(folder, 'zzz.yaml'), WELCOME.replaceAll('welcome', 'elsewhere'));
    rmSync(join(folder, 'aaa.yaml'));
    expect(await connector(['pull', folder, 'aaa', 'zzz', '--values', values])).toMatchObject({ code: 1 });
    expect(files()).toEqual(['campaigns.yaml', 'reminder.yaml', 'welcome.yaml', 'zzz.yaml']);
  });

  test('pull into a folder that has files of campaigns needs a campaigns.yaml in it', async () => {
    await byHand(WELCOME);
    mkdirSync(folder);
    writeFileSync(join(folder, 'my-welcome.yaml'), WELCOME.replace('Welcome', 'Before'));
    const { code, err } = await connector(['pull', folder]);
    expect(code).toBe(2);
    expect(err).toContain(`${folder}: expected a campaigns.yaml in it`);
    expect(files()).toEqual(['my-welcome.yaml']);
    writeFileSync(join(folder, 'campaigns.yaml'), 'project: shop\n');
    expect(await connector(['pull', folder])).toMatchObject({ code: 0 });
    expect(textOf('my-welcome.yaml')).toBe(WELCOME);
  });

  test('pull writes a campaign with the id campaigns beside the campaigns.yaml of the folder', async () => {
    await byHand(WELCOME.replaceAll('welcome', 'campaigns'));
    expect(await connector(['pull', folder])).toMatchObject({ code: 0 });
    expect(files()).toEqual(['campaign-campaigns.yaml', 'campaigns.yaml']);
    expect((await connector(['pull', folder])).out).toBe('0 files written, 1 as the installation has them');
  });

  test('pull writes no file for a campaign that an earlier release saved without the defaults of today', async () => {
    const definition = {
      ...{ id: 'reminder', name: 'Reminder', triggers: [{ interaction: 'email.received', campaign: 'welcome' }] },
      messages: [{ channel: 'email', subject: 'Hello', body: 'Hi' }],
    };
    const earlier = {
      id: 'reminder',
      name: 'Reminder',
      status: 'published',
      version: 1,
      publishedVersion: 1,
      definition,
    };
    const server = createServer((_, response) =>
      response.setHeader(OTHER_SERVER, 'an answer of an earlier release').end(JSON.stringify({ campaigns: [earlier] })),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    mkdirSync(folder);
    writeFileSync(join(folder, 'campaigns.yaml'), 'project: shop\n');
    writeFileSync(join(folder, 'reminder.yaml'), FILE);
    const words = ['pull', folder, '--values', values, '--endpoint', `http://127.0.0.1:${port}`];
    expect(await command(words)).toMatchObject({ out: '0 files written, 1 as the installation has them', err: '' });
    server.close();
  });

  test('pull into a new folder takes no values, because no file refers to one', async () => {
    const { code, err } = await connector(['pull', folder, '--values', values]);
    expect([code, err]).toEqual([2, '--values: expected a folder with a campaigns.yaml, found a new one']);
  });

  test('pull into a new folder needs a name that a project can have', async () => {
    const bad = join(folder, '..', 'Meine Läden');
    const { code, err } = await connector(['pull', bad]);
    expect(code).toBe(2);
    expect(err).toContain('expected a campaigns.yaml in it');
  });
});
