/** Returns the address of a recipient, without the name before it and the brackets around it. */
export function toAddress(recipient: string): string {
  const text = recipient.trim();
  const end = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  return end === -1 ? text : text.slice(end + 1, -1).trim();
}

/** Returns an address as it was written to, if an email went to it with other capitals: a mark belongs to the address as it is stored. */
export function findDestination(address: string, destinations: readonly string[]): string {
  const found = toAddress(address);
  const lowered = found.toLowerCase();
  return destinations.map(toAddress).find((each) => each.toLowerCase() === lowered) ?? found;
}
