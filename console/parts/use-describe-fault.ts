import { useCallback } from 'react';
import { formatPath } from '../../core/contracts/fault.ts';
import { useLoadedTexts, useTranslate } from '../context/texts.tsx';
import type { ProblemDetail } from '../data/problem-details.ts';

/** A fault of a field, in English. */
interface ShownFault {
  readonly expected: string;
  readonly found: string;
}

/** Returns a function that describes a fault in the language of the reader: the field by its name, what was expected and what was found. */
export function useDescribeFault(): (name: string, fault: ShownFault) => string {
  const { texts, translate, translateFound } = useLoadedTexts();
  const { errors } = texts.shell;
  return useCallback(
    (name, { expected, found }) =>
      errors.fault(name === WHOLE ? errors.whole : name, translate(expected), translateFound(found)),
    [errors, translate, translateFound],
  );
}

/** The path of a fault of the input itself. */
const WHOLE = formatPath([]);

/** Returns a function that describes a detail of a problem in the language of the reader: a fault, or a reason. */
export function useDescribeDetail(): (detail: ProblemDetail) => string {
  const describeFault = useDescribeFault();
  const translate = useTranslate();
  return ({ path, expected = '', found = '', message = '' }) =>
    path === undefined ? translate(message) : describeFault(path, { expected, found });
}
