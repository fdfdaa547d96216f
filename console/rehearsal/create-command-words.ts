import type { RehearsalDraft } from './use-draft.ts';

/** The name of the file that makes a project of a folder. */
const PROJECT_FILE = 'campaigns.yaml';
/** The folder of a version before that is more than one file. */
const FOLDER_BEFORE = 'before';

/** Returns the words of the command that plays the same, if the files lie in the present folder. A campaign of the installation is a file with its id. */
export function createCommandWords(
  { files, beforeFiles, events, until, compare }: RehearsalDraft,
  installedIds: readonly string[],
): string[] {
  const names = files.map(({ name }) => name);
  const values = names.find((name) => name.startsWith('values/'));
  const own = names.includes(PROJECT_FILE) ? ['.', ...(values === undefined ? [] : ['--values', values])] : names;
  const [before, ...others] = beforeFiles;
  const compared = {
    none: [],
    published: ['--compare', FOLDER_BEFORE],
    texts: ['--compare', before === undefined || others.length > 0 ? FOLDER_BEFORE : before.name],
  }[compare];
  return [
    'rehearse',
    ...installedIds.map((id) => `${id}.json`),
    ...own,
    '--events',
    events?.name ?? 'events.jsonl',
    ...(until.trim() === '' ? [] : ['--until', until.trim()]),
    ...compared,
    '--verbose',
  ];
}
