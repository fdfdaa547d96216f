/**
 * The characters that can be seen: all but blanks, controls, marks without width, halves of characters, and what Unicode calls
 * ignorable.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns whether a text has a visible character. */
export function hasVisibleCharacter(text: string): boolean {
  return VISIBLE.test(text);
}
