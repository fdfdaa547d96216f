/** Whether there is anything to see in a text: blanks, control characters and what Unicode calls ignorable are not seen. */
export function hasVisibleCharacter(text: string): boolean {
  return /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
