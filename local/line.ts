/** What a line says, or why it is not read. */
export type Said = { readonly text: string } | { readonly refused: string };

/** A line of a file, counted from 1. */
export type Line = { readonly number: number } & Said;
