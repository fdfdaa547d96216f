/** A detail of a problem: a fault with its position, or a reason with its code. */
export interface ProblemDetail {
  readonly path?: string;
  readonly found?: string;
  readonly expected?: string;
  readonly message?: string;
}

/** Returns the details of a problem that its message, in English, does not say: it is the first fault where there is only one. */
export function listFurtherDetails(details: readonly ProblemDetail[], message: string): readonly ProblemDetail[] {
  return details.filter((detail) => formatDetail(detail) !== message);
}

/** Formats a detail as the interface writes it into the message of a problem. */
function formatDetail({ path, expected = '', found = '', message = '' }: ProblemDetail): string {
  return path === undefined ? message : `${path}: expected ${expected}, found ${found}`;
}
