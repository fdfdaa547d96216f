import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCommandLine } from '../../../cli/run.ts';

/** The blocks of a page that a session plays, in their order. */
export interface PageBlock {
  readonly language: string;
  readonly text: string;
}

/** A command of a page: its words, its input, and the exit code that a comment behind it names, or 0. */
interface PageCommand {
  readonly words: string;
  readonly stdin: string;
  readonly code: number;
}

const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const COMMAND = /^npm run connector -- (.+?)(?: <<'END'\n([\s\S]*?)\nEND)?(?: {2}# exit code (\d))?$/gm;
const COPY = /^cp -R (\S+) (\S+)$/m;
const REMOVE = /^rm (\S+)$/m;
/** The name of the user in the outputs of the page. */
const PAGE_USER = 'ada';

/** Returns the blocks of a page under its headings. */
export function listBlocks(page: string): PageBlock[] {
  return [...page.matchAll(BLOCK)].map(([, language = '', text = '']) => ({ language, text }));
}

/**
 * A reader who follows a page: runs its commands, and edits the copy of a folder as its diffs say. The copy lies in a folder of its own,
 * and is named in the outputs as on the page.
 */
export class PageSession {
  readonly #directory = mkdtempSync(join(tmpdir(), 'page-'));
  readonly #endpoint: string;
  /** The name of the copy on the page. */
  #copy = '';

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Runs the commands of a block, each of which answers yes. Returns what they print, in its order, without the `npm` of each. */
  async run(
    block: string,
  ): Promise<{ readonly output: string; readonly codes: number[]; readonly expected: number[] }> {
    const lines: string[] = [];
    const codes: number[] = [];
    const [, from, to] = COPY.exec(block) ?? [];
    if (from !== undefined && to !== undefined) this.#copyFolder(from, to);
    const [, removed] = REMOVE.exec(block) ?? [];
    if (removed !== undefined) rmSync(this.#locate(removed));
    const commands = listCommands(block);
    for (const { words, stdin } of commands) codes.push(await this.#runCommand(splitWords(words), stdin, lines));
    return { output: this.#mask(lines.join('\n')), codes, expected: commands.map(({ code }) => code) };
  }

  /** Changes a file as a diff says. */
  edit(diff: string): void {
    const [, name = ''] = /^\+\+\+ b\/(.+)$/m.exec(diff) ?? [];
    const hunk = diff.split('\n').filter((line) => line !== '' && !/^(?:---|\+\+\+|@@)/.test(line));
    const [before, after] = ['+', '-'].map((sign) => hunk.filter((line) => !line.startsWith(sign)));
    const join = (lines: readonly string[] = []) => lines.map((line) => `${line.slice(1)}\n`).join('');
    const file = this.#locate(name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(join(before))) throw new Error(`${name}: expected the lines that the diff removes`);
    writeFileSync(
      file,
      text.replace(join(before), () => join(after)),
    );
  }

  stop(): void {
    rmSync(this.#directory, { recursive: true });
  }

  async #runCommand(words: readonly string[], stdin: string, lines: string[]): Promise<number> {
    const print = (more: string | readonly string[]) => lines.push(...[more].flat());
    const placed = words.map((word) => (this.#isInCopy(word) ? this.#locate(word) : word));
    return runCommandLine(['--endpoint', this.#endpoint, ...placed], {
      print,
      printError: print,
      showProgress: () => undefined,
      confirm: async (question) => {
        print(`${question} [y/N] y`);
        return true;
      },
      stdin: Readable.from([Buffer.from(stdin)]),
    });
  }

  #copyFolder(from: string, to: string): void {
    this.#copy = to;
    cpSync(new URL(`../../../${from}`, import.meta.url), this.#locate(to), { recursive: true });
  }

  #isInCopy(word: string): boolean {
    return this.#copy !== '' && (word === this.#copy || word.startsWith(`${this.#copy}/`));
  }

  #locate(path: string): string {
    return join(this.#directory, path);
  }

  /** Replaces what differs from machine to machine: the folder of the copy, and the user who runs the server. */
  #mask(output: string): string {
    const placed = output.replaceAll(`${this.#directory}/`, '');
    const { username } = userInfo();
    return [' at ', ': ', ','].reduce(
      (text, end) => text.replaceAll(` by ${username}${end}`, ` by ${PAGE_USER}${end}`),
      placed,
    );
  }
}

function listCommands(block: string): PageCommand[] {
  return [...block.matchAll(COMMAND)].map(([, words = '', stdin = '', code = '0']) => ({
    words,
    stdin,
    code: Number(code),
  }));
}

function splitWords(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
