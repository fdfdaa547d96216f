/** Returns the value of a name. Throws if there is none, because then the store is incomplete. */
export function getExpected<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`${name}: expected in the store`);
  return value;
}
