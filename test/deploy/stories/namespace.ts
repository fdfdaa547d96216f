/** Stories are told side by side in one installation: in each, users and campaigns have names of their own. */
export interface Namespace {
  readonly name: string;
  /** "ann" of this story, as the installation knows her. What is no name (empty, too long, not text) stays as it is. */
  inside<Value>(name: Value): Value | string;
  isInside(name: string): boolean;
  /** The same, the other way round, wherever it stands in a text. */
  outside(text: string): string;
}

/** A namespace; its name is short, because it stands before every id. */
export function namespace(name: string): Namespace {
  const prefix = `${name}-`;
  return {
    name,
    inside: (value) => (typeof value === 'string' && value !== '' && value.length <= 200 ? prefix + value : value),
    isInside: (name) => name.startsWith(prefix),
    outside: (text) => text.replaceAll(prefix, ''),
  };
}
