import { parse, type Selector } from 'css-what';
import { type HtmlElement, listElements, readAttributes } from '../../core/html/list-elements.ts';
import { createBranchFinder, MASKED_OUTPUT, MASKED_TAG, maskLiquid } from '../../core/html/mask-liquid.ts';
import { computeSpecificity, isMatchable, type MatchedElement, matchesSelector } from './match-selector.ts';
import { type Declaration, parseCss } from './parse-css.ts';

/**
 * The maximum length of an inlined template. A longer one stays as it is: a rendered field has at most 100,000 characters, and Gmail clips
 * before.
 */
const MAX_INLINED_LENGTH = 90_000;
/** The maximum number of comparisons of a rule with an element, which takes a fraction of a second. A template that needs more stays as it is. */
const MAX_COMPARISONS = 500_000;
/** The maximum depth of elements. In deeper ones, only rules without ancestors are inlined. */
const MAX_DEPTH = 100;

/** The elements that show nothing. */
const NOT_SHOWN = ['head', 'style', 'script', 'title', 'meta', 'link', 'base'];

/** A declaration that a rule gives an element. */
interface MatchedDeclaration extends Declaration {
  readonly specificity: number;
}

/**
 * Writes the rules of the `<style>` elements of a template into the `style` attributes of the elements that they match, because some
 * mail programs read no others. Everything else stays as it is, character for character: Liquid, comments for Outlook and the `<style>`
 * elements, which hold what cannot be inlined.
 *
 * A rule is inlined if it holds whatever Liquid does: its selectors have tags, classes, ids and attributes only, and no class that
 * Liquid writes or leaves out. Where Liquid opens an element that it closes elsewhere, only rules without ancestors are.
 */
export function inlineCss(template: string): string {
  if (!/<style/i.test(template)) return template;
  const { html, tags } = maskLiquid(template);
  const elements = listElements(html);
  const findBranch = createBranchFinder(tags);
  const hasAncestors = elements.every(
    ({ start, contentEnd, depth }) => findBranch(start) === findBranch(contentEnd) && depth <= MAX_DEPTH,
  );
  const rules = elements
    .filter(isInlinedSheet)
    .flatMap((sheet) => parseCss(getContent(template, sheet)))
    .flatMap(({ selectors, declarations }) => {
      const inlinable = parseSelectors(selectors).filter((selector) => isMatchable(selector, hasAncestors));
      return declarations.length === 0 ? [] : inlinable.map((selector) => ({ selector, declarations }));
    });
  if (rules.length * elements.length > MAX_COMPARISONS) return template;
  const certain = toCertainElements(elements);
  let [result, at] = ['', 0];
  for (const element of elements) {
    const matched = rules.flatMap(({ selector, declarations }) => {
      const target = certain.get(element);
      if (target === undefined || NOT_SHOWN.includes(target.name) || !matchesSelector(target, selector)) return [];
      const specificity = computeSpecificity(selector);
      return declarations.map((each): MatchedDeclaration => ({ ...each, specificity }));
    });
    const edit = matched.length === 0 ? undefined : createEdit(template, html, element, matched);
    if (edit === undefined) continue;
    result += template.slice(at, edit.from) + edit.text;
    at = edit.to;
    if (result.length > MAX_INLINED_LENGTH) return template;
  }
  const inlined = result + template.slice(at);
  return inlined.length > MAX_INLINED_LENGTH ? template : inlined;
}

function isInlinedSheet({ name, attributes }: HtmlElement): boolean {
  const [media, type] = [attributes.get('media') ?? '', attributes.get('type') ?? ''];
  return name === 'style' && ['', 'all', 'screen'].includes(media) && ['', 'text/css'].includes(type);
}

/** Returns the content of a style element; nothing if Liquid writes a part of it. */
function getContent(template: string, { contentStart, contentEnd }: HtmlElement): string {
  const css = template.slice(contentStart, contentEnd);
  return css.includes('{{') || css.includes('{%') ? '' : css;
}

/** Returns the elements with the attributes that they have whatever Liquid does. */
function toCertainElements(elements: readonly HtmlElement[]): ReadonlyMap<HtmlElement, MatchedElement> {
  const certain = new Map<HtmlElement, MatchedElement>();
  for (const element of elements) {
    const { name, parent } = element;
    const attributes = element.hasOptionalAttributes ? NO_ATTRIBUTES : removeUncertain(element.attributes);
    certain.set(element, { name, attributes, parent: parent === undefined ? undefined : certain.get(parent) });
  }
  return certain;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function removeUncertain(attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...attributes].flatMap(([name, value]) => {
      const first = value.indexOf(MASKED_TAG);
      const outside =
        first === -1 ? value : `${value.slice(0, first)} ${value.slice(value.lastIndexOf(MASKED_TAG) + 1)}`;
      const words = outside.split(/\s+/).filter((each) => !each.includes(MASKED_OUTPUT));
      if (name === 'class') return [[name, words.join(' ')] as const];
      return first !== -1 || value.includes(MASKED_OUTPUT) ? [] : [[name, value] as const];
    }),
  );
}

function parseSelectors(selectors: string): Selector[][] {
  try {
    return parse(selectors);
  } catch {
    return [];
  }
}

/** A piece of a template that is replaced. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Creates the edit that adds declarations to a tag: those of the attribute itself come later, and win. */
function createEdit(
  template: string,
  masked: string,
  { nameEnd, hasOptionalAttributes }: HtmlElement,
  declarations: readonly MatchedDeclaration[],
): Edit | undefined {
  const styles = [...readAttributes(masked, nameEnd)].filter(({ name }) => name === 'style');
  const [style] = styles;
  if (style === undefined)
    return { from: nameEnd, to: nameEnd, text: ` style="${formatStyle('"', '', declarations)}"` };
  // A style that Liquid may leave out has to stay as it is.
  if (styles.length > 1 || hasOptionalAttributes) return undefined;
  const { value, valueStart, end } = style;
  const isQuoted = /^["']/.test(value);
  const quote = isQuoted ? (value[0] ?? '"') : '"';
  const own = template.slice(valueStart + (isQuoted ? 1 : 0), end - (isQuoted ? 1 : 0));
  return { from: valueStart, to: end, text: `${quote}${formatStyle(quote, own, declarations)}${quote}` };
}

function formatStyle(quote: string, own: string, declarations: readonly MatchedDeclaration[]): string {
  const format = (isImportant: boolean) => {
    const ofKind = declarations.filter((each) => each.isImportant === isImportant);
    const values = new Map<string, string>();
    for (const { property, value } of ofKind.toSorted((one, other) => one.specificity - other.specificity)) {
      // The last one is written last: a property such as `margin` and one such as `margin-top` depend on their order.
      values.delete(property);
      values.set(property, value.replaceAll(quote, quote === '"' ? "'" : '"'));
    }
    return [...values].map(([property, value]) => `${property}:${value}${isImportant ? ' !important' : ''}`).join(';');
  };
  return [format(false), own.trim().replace(/;$/, ''), format(true)].filter((part) => part !== '').join(';');
}
