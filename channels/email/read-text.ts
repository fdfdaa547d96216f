/** Returns a field of a message that shows something. A message may have others, which are not for email. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
