/** The character that stands for a tag of Liquid in a masked template. */
export const MASKED_TAG = '\ufdd0';
/** The character that stands for an output of Liquid in a masked template. */
export const MASKED_OUTPUT = '\ufdd1';

/** A tag of Liquid in a template, such as `{% if user.city %}`. */
export interface LiquidTag {
  readonly name: string;
  readonly at: number;
}

/** A template whose Liquid is replaced by characters that no template has. Every other character stands at its place. */
export interface MaskedTemplate {
  readonly html: string;
  readonly tags: readonly LiquidTag[];
}

/** Replaces the Liquid of a template by marks, so that a parser of HTML can read it. */
export function maskLiquid(template: string): MaskedTemplate {
  const tags: LiquidTag[] = [];
  let html = '';
  let at = 0;
  for (let opening = findOpening(template, at); opening !== -1; opening = findOpening(template, at)) {
    const isOutput = template[opening + 1] === '{';
    const end = template.indexOf(isOutput ? '}}' : '%}', opening);
    if (end === -1) break;
    const length = end + 2 - opening;
    html += template.slice(at, opening);
    html += isOutput ? MASKED_OUTPUT.repeat(length) : ` ${MASKED_TAG.repeat(length - 2)} `;
    if (!isOutput)
      tags.push({ name: /^\{%-?\s*(\w*)/.exec(template.slice(opening, opening + 50))?.[1] ?? '', at: opening });
    at = end + 2;
  }
  return { html: html + template.slice(at), tags };
}

function findOpening(template: string, from: number): number {
  const found = ['{{', '{%'].map((opening) => template.indexOf(opening, from)).filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** Returns the branches that positions of a template lie in: positions with the same number are written together or not at all. */
export function createBranchFinder(tags: readonly LiquidTag[]): (position: number) => number {
  const branches: { readonly from: number; readonly branch: number }[] = [];
  const open: number[] = [0];
  let last = 0;
  for (const { name, at } of tags) {
    if (name.startsWith('end')) open.pop();
    else if (BRANCHES.includes(name)) open.splice(-1, 1, ++last);
    else if (BLOCKS.includes(name)) open.push(++last);
    else continue;
    branches.push({ from: at, branch: open.at(-1) ?? 0 });
  }
  return (position) => branches.findLast(({ from }) => from <= position)?.branch ?? 0;
}

const BLOCKS = ['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'comment', 'raw'];
const BRANCHES = ['else', 'elsif', 'when'];
