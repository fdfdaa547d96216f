/** A declaration of a rule, such as `color: red`. */
export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly isImportant: boolean;
}

/** A rule of a style sheet. */
export interface CssRule {
  readonly selectors: string;
  readonly declarations: readonly Declaration[];
}

/** Returns the plain rules of a style sheet. Rules within `@media` and the like, and rules with rules inside, are left out: they cannot be inlined. */
export function parseCss(css: string): CssRule[] {
  const text = removeComments(css);
  const rules: CssRule[] = [];
  let at = 0;
  while (at < text.length) {
    const opening = findOutside(text, at, '{;');
    const prelude = text.slice(at, opening).trim();
    if (text[opening] !== '{') {
      at = opening + 1;
      continue;
    }
    const end = findBlockEnd(text, opening);
    const block = text.slice(opening + 1, end);
    if (!prelude.startsWith('@') && !block.includes('{'))
      rules.push({ selectors: prelude, declarations: parseDeclarations(block) });
    at = end + 1;
  }
  return rules;
}

function parseDeclarations(block: string): Declaration[] {
  const declarations: Declaration[] = [];
  for (let at = 0; at < block.length; ) {
    const end = findOutside(block, at, ';');
    const [property = '', ...rest] = block.slice(at, end).split(':');
    const value = rest.join(':').trim();
    const important = /\s*!\s*important$/i.exec(value);
    const shown = important === null ? value : value.slice(0, important.index);
    if (/^[\w-]+$/.test(property.trim()) && shown !== '')
      declarations.push({
        property: property.trim().toLowerCase(),
        value: shown,
        isImportant: important !== null,
      });
    at = end + 1;
  }
  return declarations;
}

/** Returns the place of the next of some characters outside of strings and parentheses, or the length of the text. */
function findOutside(text: string, from: number, sought: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") at = findStringEnd(text, at);
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (depth <= 0 && sought.includes(character)) return at;
  }
  return text.length;
}

function findStringEnd(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[opening]) return at;
  }
  return text.length;
}

function findBlockEnd(text: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < text.length; ) {
    depth += text[at] === '{' ? 1 : -1;
    if (depth === 0) return at;
    at = findOutside(text, at + 1, '{}');
  }
  return text.length;
}

function removeComments(css: string): string {
  const [first = '', ...rest] = css.replace(/<!--|-->/g, '').split('/*');
  return first + rest.map((part) => (part.includes('*/') ? part.slice(part.indexOf('*/') + 2) : '')).join(' ');
}
