/** A whole number as a person reads it, such as 60,000. Intl says the same, and takes a sixth of a cold start to load. */
export function formatInteger(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
