/** Formats a whole number for people, such as 60,000. Intl does the same, but loading it takes a sixth of a cold start. */
export function formatInteger(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
