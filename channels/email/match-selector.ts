import { AttributeAction, type Selector, SelectorType } from 'css-what';

/** An element, as far as selectors read it. */
export interface MatchedElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: MatchedElement | undefined;
}

const ACTIONS: readonly string[] = [AttributeAction.Exists, AttributeAction.Equals, AttributeAction.Element];
const MAX_PARTS = 12;
/** The maximum number of ancestors in a selector with `>`, for which several elements have to be tried. */
const MAX_TRIED_ANCESTORS = 2;

/** Returns whether a selector can be matched: it has tags, classes, ids and attributes only, and, if they count, ancestors. */
export function isMatchable(selector: readonly Selector[], hasAncestors: boolean): boolean {
  const ancestors = selector.filter(isAncestor);
  return (
    selector.length <= MAX_PARTS &&
    (hasAncestors || ancestors.length === 0) &&
    (ancestors.length <= MAX_TRIED_ANCESTORS || !ancestors.some(isChild)) &&
    selector.every((part) => {
      if (isAncestor(part)) return true;
      if (part.type === SelectorType.Attribute) return ACTIONS.includes(part.action);
      return part.type === SelectorType.Tag || part.type === SelectorType.Universal;
    })
  );
}

/** Returns whether a matchable selector matches an element. Its last part is that of the element itself. */
export function matchesSelector(element: MatchedElement, selector: readonly Selector[]): boolean {
  const last = selector.findLastIndex(isAncestor);
  if (!selector.slice(last + 1).every((part) => matchesPart(element, part))) return false;
  const combinator = selector[last];
  if (combinator === undefined) return true;
  const outer = selector.slice(0, last);
  const own = outer.slice(outer.findLastIndex(isAncestor) + 1);
  for (let { parent } = element; parent !== undefined; parent = parent.parent) {
    const matches = own.every((part) => parent !== undefined && matchesPart(parent, part));
    if (matches && matchesSelector(parent, outer)) return true;
    // If the nearest one has no such ancestors, those around it have none either, unless a child is meant.
    if (isChild(combinator) || (matches && !outer.some(isChild))) return false;
  }
  return false;
}

function isChild({ type }: Selector): boolean {
  return type === SelectorType.Child;
}

function isAncestor({ type }: Selector): boolean {
  return type === SelectorType.Descendant || type === SelectorType.Child;
}

function matchesPart({ name, attributes }: MatchedElement, part: Selector): boolean {
  if (part.type === SelectorType.Tag) return part.name.toLowerCase() === name;
  if (part.type !== SelectorType.Attribute) return true;
  const value = attributes.get(part.name.toLowerCase());
  if (value === undefined || part.action === AttributeAction.Exists) return value !== undefined;
  return part.action === AttributeAction.Element ? value.split(/\s+/).includes(part.value) : value === part.value;
}

/** Computes the specificity of a selector, which is compared as a number: ids, then classes and attributes, then tags. */
export function computeSpecificity(selector: readonly Selector[]): number {
  return selector.reduce((sum, part) => {
    if (part.type === SelectorType.Tag) return sum + 1;
    if (part.type !== SelectorType.Attribute) return sum;
    return sum + (part.name === 'id' && part.action === AttributeAction.Equals ? 1_000_000 : 1_000);
  }, 0);
}
