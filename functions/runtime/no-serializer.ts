/**
 * Takes the place of `dom-serializer` in the bundles: html-to-text calls it only for formats that keep HTML, which no email has in its
 * text, and its tables of entities are 80 kB.
 */
export function render(): never {
  throw new Error('html-to-text: expected no format that keeps HTML');
}

export { render as default };
