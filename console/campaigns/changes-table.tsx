import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '../context/texts.tsx';

/** A field that differs between two versions, and whether the users who wait are affected. */
export interface ShownChange {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly affectsWaiting: boolean;
}

/** Shows field by field how two versions differ, and whether that is for those who wait, too. */
export function ChangesTable({ changes, empty }: { readonly changes: readonly ShownChange[]; readonly empty: string }) {
  const {
    campaigns: { changes: texts, acts },
  } = useTexts();
  if (changes.length === 0) return <Box>{empty}</Box>;
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: acts.dialogs.changes }}
      items={changes}
      trackBy="path"
      columnDefinitions={[
        {
          id: 'path',
          header: texts.field,
          isRowHeader: true,
          cell: ({ path }) => <Box variant="code">{path}</Box>,
        },
        {
          id: 'from',
          header: texts.from,
          cell: (change) => <ChangedValue isThere={'from' in change} value={change.from} />,
        },
        { id: 'to', header: texts.to, cell: (change) => <ChangedValue isThere={'to' in change} value={change.to} /> },
        {
          id: 'effect',
          header: texts.effect,
          cell: ({ affectsWaiting }) => (
            <StatusIndicator type={affectsWaiting ? 'warning' : 'info'}>
              {affectsWaiting ? texts.affects : texts.doesNotAffect}
            </StatusIndicator>
          ),
        },
      ]}
    />
  );
}

/** Shows the value of a field as text; a field that is absent says so. */
function ChangedValue({ isThere, value }: { readonly isThere: boolean; readonly value: unknown }) {
  const { campaigns } = useTexts();
  if (!isThere || value === undefined) return <Box color="text-status-inactive">{campaigns.changes.absent}</Box>;
  return <pre className="raw-json">{typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}</pre>;
}
