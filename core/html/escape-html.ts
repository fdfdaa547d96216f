const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

/** Escapes a text for HTML: for the text of an element and for a value in quotes. A null character, which no HTML may have, is removed. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (character) => ENTITIES.get(character) ?? '');
}

/** Escapes what is left of a text that is escaped already, so that it holds no tag and no quote. */
export function escapeMarkup(html: string): string {
  return html.replace(/[<>"'\0]/g, (character) => ENTITIES.get(character) ?? '');
}

/** Escapes what ends a value without quotes, in addition to what is escaped already. */
export function escapeUnquoted(escaped: string): string {
  return escaped.replace(/[\s=`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
