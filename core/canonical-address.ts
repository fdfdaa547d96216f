/**
 * Returns the form in which two texts of one email address are equal: in small letters, its domain in ASCII, as providers report it. Another
 * address, such as a phone number, is its own form.
 */
export function toCanonicalAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at === -1) return address;
  const domain = address.slice(at + 1);
  const ascii = /[\s/?#\\:@[\]]/.test(domain) ? undefined : URL.parse(`https://${domain}`)?.hostname;
  return `${address.slice(0, at)}@${ascii ?? domain}`.toLowerCase();
}
