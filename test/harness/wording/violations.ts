/** A place that breaks a rule about wording. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Returns the folder that a file is counted in: its first two folders at the most. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).slice(0, 2).join('/') || '.';
}

/** Counts violations by folder, the folders in alphabetical order. */
export function countByFolder(violations: readonly Violation[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of violations) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Formats violations as lines, `path:line message`, grouped by folder. */
export function formatViolations(violations: readonly Violation[]): string[] {
  const byFolder = Map.groupBy(violations, ({ path }) => folderOf(path));
  const folders = [...byFolder].sort(([one], [other]) => (one < other ? -1 : 1));
  return folders.flatMap(([folder, found]) => [
    `${folder} (${found.length})`,
    ...found.map(({ path, line, message }) => `  ${path}:${line} ${message}`),
  ]);
}
