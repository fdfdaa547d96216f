/** The openings of what Liquid replaces, and their ends. */
const LIQUID = [
  ['{{', '}}'],
  ['{%', '%}'],
] as const;
const TAG = /<\/?[a-z][a-z0-9:-]*(?:\s[^<>]*|\/)?>|<!--|<!doctype\s/i;

/** Returns whether a template has an HTML tag of its own. What Liquid writes does not count: it may be different for every user. */
export function hasTag(template: string): boolean {
  return template.includes('<') && TAG.test(removeLiquid(template));
}

function removeLiquid(template: string): string {
  let [rest, kept] = [template, ''];
  for (;;) {
    const next = LIQUID.map(([opening, end]) => ({ at: rest.indexOf(opening), end })).filter(({ at }) => at !== -1);
    const [first] = next.sort((one, other) => one.at - other.at);
    const end = first === undefined ? -1 : rest.indexOf(first.end, first.at);
    if (first === undefined || end === -1) return kept + rest;
    kept += rest.slice(0, first.at);
    rest = rest.slice(end + 2);
  }
}
