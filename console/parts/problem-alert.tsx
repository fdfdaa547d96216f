import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { ShellTexts } from '../../language/console/shell-en.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { CallProblem } from '../data/client.ts';
import { listFurtherDetails } from '../data/problem-details.ts';
import { SentenceList } from './sentence-list.tsx';
import { useDescribeDetail } from './use-describe-fault.ts';

interface ProblemAlertProps {
  readonly problem: unknown;
  /** True if something was to be changed, rather than read. */
  readonly isAct?: boolean;
  readonly onRetry?: () => void;
}

/** Shows why a call was not answered as requested, with its code, and the details that name fields. */
export function ProblemAlert({ problem, isAct = false, onRetry }: ProblemAlertProps) {
  const { shell } = useTexts();
  const translate = useTranslate();
  const describeDetail = useDescribeDetail();
  const { code, message: english } = describeProblem(problem, shell);
  const details = problem instanceof CallProblem ? listFurtherDetails(problem.details, english) : [];
  return (
    <Alert
      type="error"
      header={isAct ? shell.errors.actTitle : shell.errors.title}
      action={onRetry && <Button onClick={onRetry}>{shell.data.retry}</Button>}
    >
      {translate(english)}
      {details.length > 0 && <SentenceList sentences={details.map(describeDetail)} />}
      <Box variant="small">
        {shell.errors.code}: <code>{code}</code>
      </Box>
    </Alert>
  );
}

function describeProblem(problem: unknown, { errors }: ShellTexts) {
  if (!(problem instanceof CallProblem)) return { code: 'failed', message: String(problem) };
  const { code, status } = problem;
  const sentences: Readonly<Record<string, string>> = {
    unreachable: errors.unreachable,
    'credentials-expired': errors.credentialsExpired,
    'read-only': errors.readOnly,
  };
  const message = sentences[code] ?? (status === 401 ? errors.signIn : problem.message);
  return { code, message };
}
