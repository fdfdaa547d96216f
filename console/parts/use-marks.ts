import { useMemo } from 'react';
import { formatPath } from '../../core/contracts/fault.ts';
import type { FileFault, FileWarning } from '../../core/yaml-file.ts';
import { useTranslate } from '../context/texts.tsx';
import { useDescribeFault } from './use-describe-fault.ts';
import type { TextMark } from './yaml-editor.tsx';

/** The faults and warnings that were found in a text. */
interface Findings {
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
}

/** Returns the marks of what was found in a text, in the language of the reader: the faults, then the warnings; undefined while nothing was looked for. */
export function useMarks(findings: Findings): readonly TextMark[];
export function useMarks(findings: Findings | undefined): readonly TextMark[] | undefined;
export function useMarks(findings: Findings | undefined): readonly TextMark[] | undefined {
  const translate = useTranslate();
  const describeFault = useDescribeFault();
  return useMemo(() => {
    if (findings === undefined) return undefined;
    const { faults, warnings } = findings;
    return [
      ...faults.map(({ line = 1, column = 1, path, ...fault }) => ({
        line,
        column,
        severity: 'error' as const,
        message: describeFault(formatPath(path), fault),
      })),
      ...warnings.map(({ line = 1, column = 1, path, message }) => ({
        line,
        column,
        severity: 'warning' as const,
        message: translate(`${formatPath(path)}: ${message}`),
      })),
    ];
  }, [findings, describeFault, translate]);
}
