import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessTerminal } from '../../cli/process-terminal.ts';
import { createProgram } from '../../cli/program.ts';
import { command, startInstallation } from '../harness/cli/installation.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { readRepositoryFile, sentenceFiles } from '../harness/docs/rule-citations.ts';

const pages = sentenceFiles().filter((path) => path.endsWith('.md'));
const lines = pages.flatMap((page) =>
  [...readRepositoryFile(page).matchAll(/npm run (?:-s )?[\w:-]+(?: --)?[^`\n]*/g)].map(([line]) => ({ page, line })),
);
const known = createProgram(createProcessTerminal()).commands.map((each) => each.name());

describe('the commands of the documentation', () => {
  test('the npm commands of the documentation are scripts of package.json', () => {
    const { scripts } = JSON.parse(readRepositoryFile('package.json'));
    const scriptIn = (line: string) => /^npm run (?:-s )?([\w:-]+)/.exec(line)?.[1] ?? '';
    const unknown = lines.filter(({ line }) => !Object.hasOwn(scripts, scriptIn(line)));
    expect(lines.length).toBeGreaterThan(50);
    expect(unknown).toEqual([]);
  });

  test('the connector commands of the documentation are commands of the command line', () => {
    const commands = lines.flatMap(({ page, line }) => {
      const [, name] = /connector -- (?:--endpoint \S+ |--json )*([a-z][\w-]*)/.exec(line) ?? [];
      return name === undefined ? [] : [{ page, name }];
    });
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  test('the commands of the command line are exactly those on its page', () => {
    const listed = new DocumentationPage('reference/command-line.md').table('Commands');
    expect(listed.map(([cell]) => codesIn(cell)[0]?.split(' ')[0])).toEqual(known);
  });
});

describe('the page getting started', () => {
  const page = readRepositoryFile('docs/getting-started.md');
  const commands = [...page.matchAll(/^npm run connector -- (.+)$/gm)].map(([, words = '']) => words);
  let installation: Awaited<ReturnType<typeof startInstallation>>;
  beforeAll(async () => {
    installation = await startInstallation();
  });
  afterAll(() => installation.stop());

  test('the page getting started has commands that run as they are written, in their order', async () => {
    expect(commands.length).toBeGreaterThan(4);
    for (const words of commands) {
      const { code, err } = await command(['--endpoint', installation.endpoint, ...words.split(' ')]);
      expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
    }
  });
});
