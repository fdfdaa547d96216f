import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { createProcessTerminal } from '../../cli/process-terminal.ts';
import { createProgram } from '../../cli/program.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { affectsWaiting } from '../../core/project/waiting-effect.ts';
import { startInstallation } from '../harness/cli/installation.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { listBlocks, PageSession } from '../harness/docs/page-session.ts';
import { isAllowed } from '../harness/examples/policy.ts';

const page = new DocumentationPage('operating/campaigns-as-code.md');
const blocks = listBlocks(page.text);
/** The blocks that a reader follows: from the copy of the example to the pipeline. */
const steps = blocks.slice(
  blocks.findIndex(({ text }) => text.startsWith('cp ')),
  blocks.findIndex(({ text }) => text.startsWith('name: campaigns')),
);
const workflow = blocks.find(({ text }) => text.startsWith('name: campaigns'))?.text ?? '';

describe('the page campaigns as code', () => {
  let installation: Awaited<ReturnType<typeof startInstallation>>;
  let session: PageSession;
  beforeAll(async () => {
    installation = await startInstallation();
    session = new PageSession(installation.endpoint);
  });
  afterAll(async () => {
    session.stop();
    await installation.stop();
  });

  test('the page campaigns as code shows word for word what its commands print, in their order (R55)', async () => {
    expect(steps.filter(({ language }) => language === 'sh').length).toBeGreaterThan(10);
    for (const [index, { language, text }] of steps.entries()) {
      if (language === 'diff') session.edit(text);
      if (language !== 'sh') continue;
      const { output, codes, expected } = await session.run(text);
      expect({ text, codes }).toEqual({ text, codes: expected });
      if (output !== '') expect(`${output}\n`).toBe(steps[index + 1]?.text);
    }
  });

  test('the page campaigns as code shows what an apply prints while another one acts (R55)', async () => {
    await fetch(`${installation.endpoint}/apply/begin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ project: 'shop' }),
    });
    const command = 'npm run connector -- apply shop --values shop/values/prod.yaml --yes  # exit code 1';
    const { output, codes } = await session.run(command);
    const shown = blocks.find(({ text }) => text.startsWith('another apply acts'))?.text;
    expect([`${output.split('\n').at(-1)}\n`, codes]).toEqual([shown, [1]]);
  });
});

describe('the folder of the page campaigns as code', () => {
  test('the folder of the page campaigns as code has the files of the example, and no other', () => {
    const shown = blocks.find(({ text }) => text.startsWith('shop/\n'))?.text.match(/^ {2}\S+/gm) ?? [];
    const folder = new URL('../../examples/shop/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    expect(shown.map((name) => name.trim()).toSorted()).toEqual(files.toSorted());
  });

  test('the folder of the page campaigns as code has the values of each stage that the page shows', () => {
    const names = ['shopUrl', 'minTotal', 'reviewDelay'];
    for (const [stage = '', ...cells] of page.table('The folder')) {
      const file = new URL(`../../examples/shop/values/${codesIn(stage)[0]}.yaml`, import.meta.url);
      const values: Record<string, unknown> = parse(readFileSync(file, 'utf8'));
      expect(cells.map((cell) => cell.replaceAll('`', ''))).toEqual(names.map((name) => String(values[name])));
    }
  });
});

describe('the table of users who wait', () => {
  const definition = (recheckAudience: boolean) => {
    const checked = checkDefinition({
      ...{ id: 'a', name: 'A', triggers: [{ behavior: 'session.started' }], recheckAudience },
      messages: [{ channel: 'sms', body: 'Hello' }],
    });
    if ('faults' in checked) throw new Error('expected a campaign without faults');
    return checked.definition;
  };
  const rows = page.table('Users who wait');
  const fieldsOf = (effect: string) => rows.filter(([, cell]) => cell === effect).flatMap(([cell]) => codesIn(cell));
  const schema = JSON.parse(readFileSync(new URL('../../schemas/campaign.schema.json', import.meta.url), 'utf8'));
  const fields = Object.keys(schema.anyOf[0].properties).filter((field) => field !== 'id');

  test('the table of users who wait has every field of a follow-up campaign, as an apply treats it (R52)', () => {
    const [yes, no, depends] = [fieldsOf('yes'), fieldsOf('no'), fieldsOf('with `recheckAudience: true`')];
    expect([...yes, ...no, ...depends].toSorted()).toEqual(fields.toSorted());
    const affecting = (isRechecked: boolean) =>
      fields.filter((field) => affectsWaiting([field], definition(isRechecked)));
    expect(affecting(false).toSorted()).toEqual(yes.toSorted());
    expect(affecting(true).toSorted()).toEqual([...yes, ...depends].toSorted());
  });
});

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

describe('the pipeline of the page campaigns as code', () => {
  const { jobs }: Workflow = parse(workflow);
  const scripts = Object.values(jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []));
  const planScript = jobs['plan']?.steps.find(({ name }) => name === 'Plan')?.run ?? '';

  test('the pipeline of the page campaigns as code runs commands of the command line, with options that they have', () => {
    const { commands } = createProgram(createProcessTerminal());
    const calls = scripts.flatMap((script) => [
      ...script.matchAll(/npx campaign-connector (?:--endpoint \S+ )?(\w+) ([^>\n]+)/g),
    ]);
    expect(calls.map(([, name]) => name)).toEqual(['check', 'plan', 'apply']);
    for (const [, name, words = ''] of calls) {
      const known = commands.find((each) => each.name() === name)?.options.map(({ long }) => long);
      expect(known).toEqual(expect.arrayContaining(words.match(/--[\w-]+/g) ?? []));
    }
  });

  test.each([
    [0, 'Nothing to change', 0],
    [3, '1 to change', 0],
    [1, '1 refused', 1],
    [1, '', 1],
  ])(
    'the pipeline of the page campaigns as code turns the exit code %i of a plan that prints "%s" into %i, and posts what it prints',
    (code, printed, expected) => {
      const directory = mkdtempSync(join(tmpdir(), 'pipeline-'));
      try {
        writeCommand(join(directory, 'npx'), `printf '%s' '${printed}'; exit ${code}`);
        writeCommand(join(directory, 'gh'), 'cp plan.md posted.md');
        expect(runScript(planScript, directory)).toBe(expected);
        const posted = join(directory, 'posted.md');
        expect(existsSync(posted) ? readFileSync(posted, 'utf8') : '').toBe(printed);
      } finally {
        rmSync(directory, { recursive: true });
      }
    },
  );

  test('the pipeline of the page campaigns as code needs no other permission than its policies give', async () => {
    const installation = await startInstallation();
    const session = new PageSession(installation.endpoint);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const callsOf = async (block: string) => {
      fetched.mockClear();
      await session.run(block);
      return fetched.mock.calls.map(
        ([input, init]) => [init?.method ?? 'GET', new URL(String(input)).pathname] as const,
      );
    };
    try {
      const [plan, apply] = ['plan shop', 'apply shop --yes'].map(
        (words) => `npm run connector -- ${words} --values shop/values/prod.yaml --prune`,
      );
      const planned = await callsOf(`cp -R examples/shop shop\n${plan}`);
      const applied = await callsOf(`${apply}`);
      expect(planned.filter(([method, path]) => !isAllowed('pipeline', method, path, 'Plan'))).toEqual([]);
      expect(applied.filter(([method, path]) => !isAllowed('pipeline', method, path))).toEqual([]);
      expect([planned.length > 2, applied.length > 10]).toEqual([true, true]);
    } finally {
      fetched.mockRestore();
      session.stop();
      await installation.stop();
    }
  });
});

function writeCommand(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Runs a script as GitHub runs a step, and returns its exit code. */
function runScript(script: string, directory: string): number {
  try {
    const env = { ...process.env, PATH: `${directory}:${process.env['PATH']}` };
    execFileSync('bash', ['-e', '-c', script], { cwd: directory, env, stdio: 'pipe' });
    return 0;
  } catch (error) {
    if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status;
    throw error;
  }
}
