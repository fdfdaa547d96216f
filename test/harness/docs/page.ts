import { readFileSync } from 'node:fs';

/** A page of the documentation, as tests read it. */
export class DocumentationPage {
  readonly text: string;

  constructor(name: string) {
    this.text = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  }

  /** Returns the rows of the tables under a heading, by cell, without the head of the first. */
  table(heading: string): string[][] {
    const [, section = ''] = this.text.split(new RegExp(`^#+ ${heading}$`, 'm'));
    const lines = section.split(/^#+ /m)[0]?.match(/^\|.*\|$/gm) ?? [];
    const cells = (line: string) => line.slice(1, -1).split(/(?<!\\)\|/);
    return lines.slice(2).map((line) => cells(line).map((cell) => cell.trim().replaceAll('\\|', '|')));
  }

  /** Returns the texts that are written as code in the first column of such a table. */
  firstColumn(heading: string): string[] {
    return this.table(heading).flatMap(([cell]) => codesIn(cell));
  }
}

/** Returns the texts that are written as code in a cell. */
export function codesIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
