/** Returns the URL of another queue of the same account and region: they differ by the name at the end. */
export function replaceQueueName(url: string, name: string): string {
  return url.slice(0, url.lastIndexOf('/') + 1) + name;
}
