/** The text of a line, or why it cannot be read. `isOfFile` says that the reason holds for the whole file. */
export type LineContent = { readonly text: string } | { readonly refused: string; readonly isOfFile?: boolean };

/** A line of a file, with its number from 1. */
export type Line = { readonly number: number } & LineContent;
