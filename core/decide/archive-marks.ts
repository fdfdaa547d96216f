import { type ComparedMark, type ExceptionMark, isBefore, MAX_MARKED_VALUES, type Row } from '../row.ts';

/**
 * Returns the marks of a long row that are archived: the latest mark of each compared value that leaves the row with the next write,
 * those of the longest ago (R39). Only marks that the stored row has already are archived, so that each is in the row or archived,
 * whatever becomes of the write. Values of a claimed message stay: a mark may turn out to be late for it (R36).
 */
export function selectMarksToArchive({ marks, live }: Row): readonly ComparedMark[] {
  if (marks.length <= MAX_MARKED_VALUES) return [];
  const latest = new Map<string, ComparedMark>();
  for (const mark of marks) {
    if (!isCompared(mark)) continue;
    const other = latest.get(createGroupName(mark));
    if (other === undefined || isBefore(other, mark)) latest.set(createGroupName(mark), mark);
  }
  const claimed = new Set(live.flatMap(({ state, compared }) => (state === 'claimed' ? (compared?.values ?? []) : [])));
  return [...latest.values()]
    .sort((one, other) => other.at - one.at)
    .slice(MAX_MARKED_VALUES)
    .filter(({ value }) => !claimed.has(value));
}

/** Returns marks without those of the values that are archived. A mark that the stored row does not have yet stays. */
export function removeArchivedMarks(
  marks: readonly ExceptionMark[],
  { row, archivedMarks }: { readonly row: Row; readonly archivedMarks: readonly ComparedMark[] },
): readonly ExceptionMark[] {
  if (archivedMarks.length === 0) return marks;
  const archived = new Set(archivedMarks.map(createGroupName));
  return marks.filter((mark) => !isCompared(mark) || !archived.has(createGroupName(mark)) || !row.marks.includes(mark));
}

/** Returns a name that the marks of one exception and value share. The value names its exception. */
function createGroupName({ value, restarts }: ComparedMark): string {
  return `${value} ${restarts}`;
}

function isCompared(mark: ExceptionMark): mark is ComparedMark {
  return mark.value !== undefined;
}
