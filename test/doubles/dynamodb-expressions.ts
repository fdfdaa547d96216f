import { compare, type Item, invalid } from './dynamodb-items.ts';

/** The names and values that the expressions of a request refer to. */
export interface Worded {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** A key condition of a query: the partition and the range of sort keys. */
export interface KeyCondition {
  readonly partition: unknown;
  readonly holds: (sort: unknown) => boolean;
}

/** An interpreter of the expressions that the adapters use; it throws on any other. */
export class Expressions {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #used = new Set<string>();

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Worded) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  /** Returns a function that evaluates a condition for an item, or for none. */
  condition(text: string | undefined): (item: Item | undefined) => boolean {
    if (text === undefined) return () => true;
    const alternatives = text.split(' OR ').map((all) => all.split(' AND ').map((part) => this.#comparison(part)));
    return (item) => alternatives.some((parts) => parts.every((holds) => holds(item)));
  }

  #comparison(text: string): (item: Item | undefined) => boolean {
    const [, isNot, there] = /^attribute_(not_)?exists\((#\w+)\)$/.exec(text) ?? [];
    if (there !== undefined) {
      const name = this.#name(there);
      return (item) => (item?.[name] === undefined) === (isNot !== undefined);
    }
    const [, left = '', sign, right = ''] = /^(#\w+) (=|<) (:\w+)$/.exec(text) ?? unknown(text);
    const [name, value] = [this.#name(left), this.#value(right)];
    if (sign === '=') return (item) => item?.[name] === value;
    return (item) => item?.[name] !== undefined && compare(item[name], value) < 0;
  }

  /** Returns a function that evaluates the filter of a scan: the beginning of an attribute. */
  filter(text: string | undefined): (item: Item) => boolean {
    if (text === undefined) return () => true;
    const [, left = '', right = ''] = /^begins_with\((#\w+), (:\w+)\)$/.exec(text) ?? unknown(text);
    const [name, beginning] = [this.#name(left), String(this.#value(right))];
    return (item) => String(item[name] ?? '').startsWith(beginning);
  }

  /** Parses the key condition of a query on a table or an index. */
  key(
    text: string | undefined,
    { partition, sort }: { readonly partition: string; readonly sort: string },
  ): KeyCondition {
    const [, p = '', equals = '', rest] = /^(#\w+) = (:\w+)(?: AND (.*))?$/.exec(text ?? '') ?? unknown(text);
    if (this.#name(p) !== partition) throw invalid('Query condition missed key schema element');
    const asked = this.#value(equals);
    return { partition: asked, holds: rest === undefined ? () => true : this.#range(rest, sort) };
  }

  /** Parses an update expression; returns a function that applies it to an item. */
  update(text: string | undefined): (item: Item) => Item {
    const clauses = [...(text ?? '').matchAll(/\b(SET|REMOVE|ADD) (.*?)(?=$| (?:SET|REMOVE|ADD) )/g)];
    if (clauses.map(([clause]) => clause).join(' ') !== text) unknown(text);
    const changes = clauses.flatMap(([, verb, list = '']) => list.split(', ').map((part) => this.#change(verb, part)));
    return (item) => {
      const changed = { ...item };
      for (const change of changes) change(changed);
      return changed;
    };
  }

  /** Throws where a name or a value is not used, as DynamoDB does. */
  close(): void {
    for (const word of [...Object.keys(this.#names), ...Object.keys(this.#values)]) {
      if (!this.#used.has(word))
        throw invalid(`Value provided in expression attributes unused in expressions: ${word}`);
    }
  }

  #range(text: string, sort: string): (value: unknown) => boolean {
    const [, begins, beginning] = /^begins_with\((#\w+), (:\w+)\)$/.exec(text) ?? [];
    if (begins !== undefined && beginning !== undefined) {
      const start = String(this.#value(beginning));
      return this.#of(begins, sort, (value) => String(value).startsWith(start));
    }
    const [, between, from, to] = /^(#\w+) BETWEEN (:\w+) AND (:\w+)$/.exec(text) ?? [];
    if (between !== undefined && from !== undefined && to !== undefined) {
      const [min, max] = [this.#value(from), this.#value(to)];
      if (compare(min, max) > 0)
        throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
      return this.#of(between, sort, (value) => compare(min, value) <= 0 && compare(value, max) <= 0);
    }
    const [, more, after] = /^(#\w+) > (:\w+)$/.exec(text) ?? [];
    if (more !== undefined && after !== undefined) {
      const start = this.#value(after);
      return this.#of(more, sort, (value) => compare(value, start) > 0);
    }
    const [, less = '', before = ''] = /^(#\w+) < (:\w+)$/.exec(text) ?? unknown(text);
    const end = this.#value(before);
    return this.#of(less, sort, (value) => compare(value, end) < 0);
  }

  #of(name: string, sort: string, holds: (value: unknown) => boolean): (value: unknown) => boolean {
    if (this.#name(name) !== sort) throw invalid('Query key condition not supported');
    return holds;
  }

  #change(verb: string | undefined, part: string): (item: Record<string, unknown>) => void {
    if (verb === 'REMOVE') {
      const name = this.#name(part);
      return (item) => delete item[name];
    }
    const [, left = '', right = ''] =
      (verb === 'SET' ? /^(#?\w+) = (:\w+)$/ : /^(#?\w+) (:\w+)$/).exec(part) ?? unknown(part);
    const [name, value] = [this.#name(left), this.#value(right)];
    return (item) => {
      item[name] = verb === 'SET' ? value : Number(item[name] ?? 0) + Number(value);
    };
  }

  #name(word: string): string {
    if (!word.startsWith('#')) return word;
    this.#used.add(word);
    return this.#names[word] ?? unknown(word);
  }

  #value(word: string): unknown {
    this.#used.add(word);
    return this.#values[word] ?? unknown(word);
  }
}

function unknown(text: string | undefined): never {
  throw new Error(`stand-in: expected an expression that the adapters use, found ${text}`);
}
