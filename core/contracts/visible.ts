/** Any character but those that show nothing: blanks, controls, marks without width, halves of characters, and what Unicode calls ignorable. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether there is anything to see in a text. */
export function hasVisibleCharacter(text: string): boolean {
  return VISIBLE.test(text);
}
