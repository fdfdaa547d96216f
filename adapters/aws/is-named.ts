/** Returns whether a service answered an error of one of some names. Its class is not used: it would load the SDK of the service. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
