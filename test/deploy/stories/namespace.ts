/** The names of a story in an installation that it shares with others: each story has users and campaigns of its own. */
export interface Namespace {
  readonly name: string;
  /** Converts a name of the story to its name in the installation. A value that is no name (empty, too long, not text) is returned unchanged. */
  inside<Value>(name: Value): Value | string;
  isInside(name: string): boolean;
  /** Converts names of the installation in a text to those of the story. */
  outside(text: string): string;
}

/** Creates a namespace; its name is short, because it begins every id. */
export function namespace(name: string): Namespace {
  const prefix = `${name}-`;
  return {
    name,
    inside: (value) => (typeof value === 'string' && value !== '' && value.length <= 200 ? prefix + value : value),
    isInside: (name) => name.startsWith(prefix),
    outside: (text) => text.replaceAll(prefix, ''),
  };
}
