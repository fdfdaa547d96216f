/** Returns the parts of a list with commas between, without the spaces around them and those that are empty. */
export function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
