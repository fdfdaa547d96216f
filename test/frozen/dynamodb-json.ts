/** An attribute as DynamoDB writes it: text, a number as text, or bytes in base64. */
export type WireValue = { readonly S: string } | { readonly N: string } | { readonly B: string };

/** An item as DynamoDB writes it. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** Writes an item of the document client as DynamoDB writes it. Throws for a type of attribute that the product does not store. */
export function toWire(item: Readonly<Record<string, unknown>>): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWireValue(name, value)]));
}

/** Reads an item as the document client gives it. */
export function fromWire(item: WireItem): Record<string, string | number | Uint8Array> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWireValue(value)]));
}

function toWireValue(name: string, value: unknown): WireValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  throw new Error(`attribute ${name}: expected text, a number or bytes, found ${typeof value}`);
}

function fromWireValue(value: WireValue): string | number | Uint8Array {
  if ('S' in value) return value.S;
  return 'N' in value ? Number(value.N) : new Uint8Array(Buffer.from(value.B, 'base64'));
}
