/** The maximum number of fields in a path. */
export const MAX_PATH_DEPTH = 8;
/** The maximum length of a path. */
const MAX_PATH_LENGTH = 256;

/** Field names that JavaScript gives a meaning of its own, and the empty name. */
export const FORBIDDEN_FIELDS: readonly string[] = ['__proto__', 'constructor', 'prototype', ''];

/** The description of a path of fields. */
export const FIELD_PATH_EXPECTED = `a field, or fields joined by dots, at most ${MAX_PATH_DEPTH} deep`;

/** Returns whether a text is a path of fields, as filters write it: `price`, `properties.list`, `items.0.sku`. */
export function isFieldPath(text: string): boolean {
  const parts = text.split('.');
  if (text.length > MAX_PATH_LENGTH || parts.length > MAX_PATH_DEPTH) return false;
  return !parts.some((part) => FORBIDDEN_FIELDS.includes(part) || part.startsWith('$'));
}
