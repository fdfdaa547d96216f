/** The form in which log lines carry the ids of users and events, which may be personal data. */
export interface LogIds {
  /** Makes ready what the form needs; called before the work of each invocation. */
  prepare(): Promise<void> | undefined;
  /** Returns the text that stands for an id in a line; undefined if there is none, and the line has no id. */
  format(id: string): string | undefined;
  /** Returns the text of an error without the ids in it. */
  formatError(text: string): string;
}

/** The form of an installation that does not hide ids: the ids themselves. */
export const PLAIN_IDS: LogIds = {
  prepare: () => undefined,
  format: (id) => id,
  formatError: (text) => text,
};
