import { formatJsonLines } from './context.ts';

/** The number of items in a chunk of lines: a list of a million items would be longer than the longest string. */
const ITEMS_PER_CHUNK = 1_000;

/** Formats an object with lists for programs: the lines of a JSON object, with one item of a list a line. */
export function* formatJsonWithLists(
  head: object,
  lists: Readonly<Record<string, Iterable<object>>>,
): Generator<string[]> {
  const lines = formatJsonLines(head);
  const entries = Object.entries(lists);
  if (entries.length === 0) return yield lines;
  yield [...lines.slice(0, -2), `${lines.at(-2)},`];
  for (const [index, [name, items]] of entries.entries()) {
    yield [`  ${JSON.stringify(name)}: [`];
    yield* formatItems(items);
    yield [index + 1 < entries.length ? '  ],' : '  ]'];
  }
  yield ['}'];
}

function* formatItems(items: Iterable<object>): Generator<string[]> {
  let chunk: string[] = [];
  let last: string | undefined;
  for (const item of items) {
    if (last !== undefined) chunk.push(`${last},`);
    last = `    ${JSON.stringify(item)}`;
    if (chunk.length < ITEMS_PER_CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (last !== undefined) yield [...chunk, last];
}
