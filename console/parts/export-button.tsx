import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useTexts } from '../context/texts.tsx';
import { formatCsv } from './format-csv.ts';
import { saveFile } from './save-file.ts';

interface ExportButtonProps {
  /** The name of the file, without its ending. */
  readonly name: string;
  readonly rows: readonly object[];
}

/** Exports the rows that are shown, as the interface answered them. */
export function ExportButton({ name, rows }: ExportButtonProps) {
  const { shell } = useTexts();
  return (
    <ButtonDropdown
      disabled={rows.length === 0}
      items={[
        { id: 'csv', text: shell.data.exportCsv, secondaryText: shell.data.exportsShown },
        { id: 'jsonl', text: shell.data.exportJsonLines, secondaryText: shell.data.exportsShown },
      ]}
      ariaLabel={shell.data.exportCsv}
      onItemClick={({ detail: { id } }) =>
        id === 'csv'
          ? saveFile(`${name}.csv`, 'text/csv', formatCsv(rows))
          : saveFile(`${name}.jsonl`, 'application/jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
      }
    >
      {shell.data.exportLabel}
    </ButtonDropdown>
  );
}
