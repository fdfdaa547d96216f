import { toOneLine } from '../../core/to-one-line.ts';

/** Returns what a provider answered as one line, with every address in it hidden: reasons are stored and logged. */
export function hideAddresses(answer: string): string {
  return toOneLine(answer).replaceAll(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '…@…');
}
