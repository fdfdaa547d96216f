import type { FolderPlan } from './folder-plan.ts';
import { formatPlanSummary, listPlanEntries, type PlanEntry } from './format-plan.ts';

/** The maximum length of a plan as Markdown in characters. A comment on a pull request may have 65,536. */
const MAX_CHARACTERS = 59_000;

/** Formats a plan as Markdown, for a comment on a pull request. What does not fit is counted; what is refused is shown first. */
export function formatPlanMarkdown(plan: FolderPlan, title: string): string[] {
  const entries = listPlanEntries(plan);
  const head = [`## ${escapeMarkdown(title)}`, '', `**${escapeMarkdown(formatPlanSummary(plan))}**`];
  const shown = selectFitting(entries, MAX_CHARACTERS - countCharacters(head));
  const hidden = entries.length - shown.size;
  return [
    ...head,
    ...entries.flatMap((entry) => (shown.has(entry) ? ['', ...formatEntry(entry)] : [])),
    ...(hidden === 0 ? [] : ['', `… and ${hidden} more; run plan to see them.`]),
  ];
}

/** Selects the entries that fit into a number of characters: first those that are refused. */
function selectFitting(entries: readonly PlanEntry[], characters: number): ReadonlySet<PlanEntry> {
  const isRefused = ({ faults }: PlanEntry) => faults.length > 0;
  const fitting = new Set<PlanEntry>();
  let left = characters;
  for (const entry of [...entries.filter(isRefused), ...entries.filter((each) => !isRefused(each))]) {
    const size = countCharacters(formatEntry(entry)) + 1;
    if (size > left) continue;
    left -= size;
    fitting.add(entry);
  }
  return fitting;
}

function formatEntry({ headline, notes, changes, warnings, faults }: PlanEntry): string[] {
  return [
    `### ${escapeMarkdown(headline)}`,
    '',
    ...faults.map((fault) => `- :x: **refused**: ${escapeMarkdown(fault)}`),
    ...warnings.map((warning) => `- :warning: ${escapeMarkdown(warning)}`),
    ...notes.map((note) => `- ${escapeMarkdown(note)}`),
    ...changes.map((change) => `- ${formatCode(change)}`),
  ];
}

function countCharacters(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** Escapes text that people wrote, so that it stays text: a mention or a link in it would reach other people. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@]/g, (character) => (character === '@' ? '@\u200b' : `\\${character}`));
}

/** Formats text as code: between more backticks than it has in a row. */
function formatCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
