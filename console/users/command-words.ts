/** Returns the words of a command about a user. An id that begins with a hyphen would be read as an option, unless two hyphens come first. */
export function createUserWords(command: string, userId: string, options: readonly string[] = []): readonly string[] {
  return [command, ...options, ...(userId.startsWith('-') ? ['--'] : []), userId];
}
