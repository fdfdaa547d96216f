import { formatTime } from '../../language/en.ts';
import { type CommandContext, formatJsonLines, printResult } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { listedVersionResponse, versionResponse } from '../responses.ts';

/** Runs `show ID --version N`, which prints a version as its author wrote it; one that was saved as JSON is printed as that. */
export async function runShowVersion(id: string, version: string, context: CommandContext): Promise<void> {
  const path = `/campaigns/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`;
  const shown = await context.client.call({ path }, versionResponse);
  const { text, definition } = shown;
  printResult(context, shown, () => (text === undefined ? formatJsonLines(definition) : text.trimEnd().split('\n')));
}

/** Runs `show ID --versions`, which prints who saved each version of a campaign, when, and which one is published, newest first. */
export async function runShowVersions(id: string, context: CommandContext): Promise<void> {
  const path = `/campaigns/${encodeURIComponent(id)}/versions`;
  const versions = await context.client.listAll({ path }, 'versions', listedVersionResponse);
  printResult(context, { versions }, () => {
    const rows = versions.map(({ version, isPublished, saved }) => [
      String(version),
      saved === undefined ? '' : formatTime(saved.at),
      isPublished ? 'published' : '',
      saved === undefined ? '' : `by ${saved.by}${saved.note === undefined ? '' : `: ${saved.note}`}`,
    ]);
    return formatTable([['VERSION', 'SAVED', 'STATE', ''], ...rows]);
  });
}
