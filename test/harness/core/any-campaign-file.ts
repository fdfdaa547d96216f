import fc from 'fast-check';
import { stringify } from 'yaml';
import type { CampaignOfText } from '../../../core/project/campaign-text.ts';
import { parseProjectCampaign } from '../../../core/project/project-campaign.ts';

type Content = Readonly<Record<string, unknown>>;

/** Texts that YAML reads as something else without quotes, or that are hard to write on one line or in a block. */
const HARD_TEXTS = [
  ...['yes', 'null', '007', '1e3', '# a', 'a # b', 'a: b', '- a', '[a', '{a}', '&a', '*a', '!a', '%a', '@a', '`a', ','],
  ...[
    '"',
    `it's "so"`,
    '\\n',
    '| a',
    '> a',
    '---',
    '...',
    '? a',
    'a:',
    ' a',
    'a ',
    '$${',
    `\${x}`,
    'long word '.repeat(30),
  ],
  ...[
    '😀',
    '\u00a0a',
    '\ufeffa',
    'a\u2028b',
    'a\tb',
    '\ta',
    'a\n',
    'a\nb',
    'a\n\nb\n',
    '\na',
    ' a\n b\n',
    'a\n\n\n',
    'a \nb',
  ],
  ...['a\n# b\n', 'a\n---\nb', 'a\r\nb'],
];

const plain = { noNullPrototype: true } as const;
const text = fc.oneof(fc.constantFrom(...HARD_TEXTS), fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }));
const range = fc.record({ $gte: fc.integer() }, plain);
const filter = fc.dictionary(
  fc.constantFrom('price', 'name', 'a.b'),
  fc.oneof(text, fc.double(), fc.boolean(), range),
  {
    ...plain,
    minKeys: 1,
  },
);
const selector = fc.record(
  { behavior: fc.constant('purchase.made'), where: filter },
  { ...plain, requiredKeys: ['behavior'] },
);
const message = fc.record(
  { channel: fc.constant('push'), body: text, title: text },
  { ...plain, requiredKeys: ['channel', 'body'] },
);
const content = fc.record(
  {
    id: fc.constant('a'),
    name: text,
    triggers: fc.array(selector, { minLength: 1, maxLength: 2 }),
    delay: fc.constantFrom<unknown>('none', '1 day', { next: 'saturday', at: '09:00' }),
    exceptions: fc.array(selector, { maxLength: 2 }),
    audience: fc.oneof(fc.constant('everyone'), filter),
    quietHours: fc.constantFrom<unknown>('none', { from: '22:00', to: '08:00', then: 'hold' }),
    frequencyCaps: fc.constantFrom<unknown>('apply', 'ignore', { ignore: true, count: true }),
    staleAfter: fc.constantFrom('72 hours', '1 day'),
    messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    state: fc.constantFrom('published', 'draft', 'stopped'),
  },
  { ...plain, requiredKeys: ['id', 'name', 'triggers', 'messages'] },
);

/** The content of campaign files of a project that pass the check. */
export const anyCampaignContent: fc.Arbitrary<Content> = fc
  .tuple(content, fc.nat(3))
  .map(([{ messages, ...fields }, choice]) => ({
    ...fields,
    // One of four has variants in place of messages.
    ...(choice === 0 ? { variants: [{ name: 'all', share: 100, messages }] } : { messages }),
  }))
  .filter((each) => readCampaignFile(stringify(each)) !== undefined);

/** Returns the campaign of a file without values; undefined if it has faults. */
export function readCampaignFile(file: string): CampaignOfText | undefined {
  const read = parseProjectCampaign(file, new Map());
  return 'faults' in read ? undefined : read.value;
}

const style = fc.record({
  collectionStyle: fc.constantFrom('flow', 'any', 'block'),
  defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  indent: fc.constantFrom(2, 4),
  comments: fc.record({ before: fc.boolean(), within: fc.boolean(), behind: fc.boolean() }),
});

/** The number of fields that a drawn campaign has at most. */
const MAX_FIELDS = 20;

/** The layouts of a file: of each of its fields, and of its begin and end. */
export const anyLayout = fc.record({
  styles: fc.array(style, { minLength: MAX_FIELDS, maxLength: MAX_FIELDS }),
  hasCrlf: fc.boolean(),
  begin: fc.constantFrom('', '---\n', '# top\n\n', '\ufeff'),
  end: fc.constantFrom('', '\n', '\n\n', '\n# end', '\n# end\n', '\n...\n'),
});

type Generated<Values> = Values extends fc.Arbitrary<infer Value> ? Value : never;

/** Writes the content of a file in a layout. Comments name their field, and their place: before, within or behind it. */
export function layOut(campaign: Content, { styles, hasCrlf, begin, end }: Generated<typeof anyLayout>): string {
  const fields = Object.entries(campaign).map(([name, value], index) => {
    const layout = styles[index];
    if (layout === undefined) throw new Error(`${name}: expected at most ${MAX_FIELDS} fields`);
    return layOutField(name, value, layout);
  });
  const file = begin + fields.join('\n') + end;
  return hasCrlf ? file.replaceAll('\n', '\r\n') : file;
}

function layOutField(name: string, value: unknown, { comments, ...options }: Generated<typeof style>): string {
  const written = stringify({ [name]: value }, { ...options, lineWidth: 0 }).trimEnd();
  const isFlow = written.startsWith('{');
  const field = isFlow ? written.replace(/^\{\s*/, '').replace(/\s*\}$/, '') : written;
  const isList = /^\S+:\n *- /.test(field);
  return [
    ...(comments.before ? [`# before ${name}\n`] : []),
    comments.within && isList ? field.replace(/\n *(?=- )/, (indent) => `${indent}# within ${name}${indent}`) : field,
    ...(comments.behind && !field.includes('\n') ? [` # behind ${name}`] : []),
  ].join('');
}
