declare module 'asl-validator' {
  /** What the validator found. */
  interface Verdict {
    readonly isValid: boolean;
    errorsText(separator: string): string;
  }
  /** Validates a definition in Amazon States Language. */
  export default function validate(definition: unknown): Verdict;
}
