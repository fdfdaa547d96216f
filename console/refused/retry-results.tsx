import Alert from '@cloudscape-design/components/alert';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { RetriedEvent } from './retry-events.ts';

interface RetryResultsProps {
  readonly results: readonly RetriedEvent[];
  readonly onDismiss: () => void;
}

/** Shows the result of each refused event that was put again. */
export function RetryResults({ results, onDismiss }: RetryResultsProps) {
  const { refused: texts, shell } = useTexts();
  const translate = useTranslate();
  const formatCount = useFormatCount();
  const failed = results.filter((each) => 'errorCode' in each).length;
  return (
    <Alert
      type={failed === 0 ? 'success' : 'warning'}
      header={texts.resultsTitle}
      dismissible
      dismissAriaLabel={shell.data.dismiss}
      onDismiss={onDismiss}
      action={<ExportButton name="retried" rows={results} />}
    >
      <SpaceBetween size="s">
        <LiveRegion>{texts.resultSummary(formatCount(results.length - failed), formatCount(failed))}</LiveRegion>
        <Table
          variant="embedded"
          wrapLines
          items={results}
          ariaLabels={{ tableLabel: texts.resultsTitle }}
          columnDefinitions={[
            { id: 'id', header: texts.resultColumns.id, isRowHeader: true, cell: ({ id }) => <code>{id}</code> },
            {
              id: 'result',
              header: texts.resultColumns.result,
              cell: (each) =>
                'errorCode' in each ? (
                  <StatusSentence type="error">
                    {texts.codes[each.errorCode]} <code>{each.errorCode}</code>: {translate(each.errorMessage)}
                  </StatusSentence>
                ) : (
                  <StatusSentence type="success">{texts.resultDone(each.eventId)}</StatusSentence>
                ),
            },
          ]}
        />
      </SpaceBetween>
    </Alert>
  );
}
