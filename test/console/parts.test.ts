import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { formatCsv } from '../../console/parts/format-csv.ts';
import { quoteForShell } from '../../console/parts/quote-for-shell.ts';

describe('what the console exports', () => {
  test('a list is exported as CSV with the fields of all of its rows, in the order in which they appear', () => {
    const rows = [
      { id: 'a', count: 2 },
      { id: 'b', isPaused: true, counts: { waiting: 1 } },
    ];
    expect(formatCsv(rows)).toBe('id,count,isPaused,counts\r\na,2,,\r\nb,,true,"{""waiting"":1}"\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'a cell that begins as %j is no formula for a spreadsheet',
    (text) => {
      const [, cell = ''] = formatCsv([{ text }]).split('\r\n', 2).join('\n').split('\n', 2);
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  test('numbers, and texts with a sign inside, are exported as they are', () => {
    expect(formatCsv([{ lift: -0.5, text: 'a=b' }])).toBe('lift,text\r\n-0.5,a=b\r\n');
  });

  test('commas, quotes and line ends stay inside of their cell', () => {
    expect(formatCsv([{ text: 'a,"b"\nc' }])).toBe('text\r\n"a,""b""\nc"\r\n');
  });
});

describe('the commands that the console shows', () => {
  test.each(['ada', "O'Brien; rm -rf ~", '$(id)', 'a b', '*', '"', '\\', '🙂', 'a\nb'])(
    'a shell reads the word %j of a command as it is',
    (word) => {
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoteForShell(word)}`], { encoding: 'utf8' });
      expect(stdout).toBe(word);
    },
  );
});
