declare module 'asl-validator' {
  /** The result of a validation. */
  interface Verdict {
    readonly isValid: boolean;
    errorsText(separator: string): string;
  }
  /** Validates a definition in Amazon States Language. */
  export default function validate(definition: unknown): Verdict;
}
