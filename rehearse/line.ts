/** What a line says, or why it is not read; what is wrong with the first line may be wrong with the whole file. */
export type LineContent = { readonly text: string } | { readonly refused: string; readonly isOfFile?: boolean };

/** A line of a file, counted from 1. */
export type Line = { readonly number: number } & LineContent;
