/** The condition of a statement: the values of context keys, by operator. */
type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * Returns whether IAM finds a condition met by the values of the context keys of a request, for the operators that the policies of
 * producers use: `ForAllValues:StringNotEquals`, which a key without values meets, and `Null`. Throws at any other operator.
 */
export function isMet(condition: Condition, context: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => isOperatorMet(operator, [wanted].flat(), context[key] ?? [])),
  );
}

function isOperatorMet(operator: string, wanted: readonly string[], found: readonly string[]): boolean {
  switch (operator) {
    case 'ForAllValues:StringNotEquals':
      return found.every((value) => !wanted.includes(value));
    case 'Null':
      return wanted.includes(String(found.length === 0));
    default:
      throw new Error(`${operator}: expected an operator that the policies use`);
  }
}
