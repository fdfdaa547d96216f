/** A passage of the source, and its replacement. */
export interface Replacement {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A fault that is made by replacing a passage of the source. */
export interface TextFault extends Replacement {
  readonly name: string;
  /** Further replacements: the rest of the fault, or what lets it be found in fewer histories. */
  readonly also?: readonly Replacement[];
}

/** Rows that keep two decided triggers, so that every history archives trigger ids. No fault by itself. */
export const SMALL_MEMORY: Replacement = {
  file: 'core/row.ts',
  find: 'MAX_DECIDED_TRIGGERS = 100',
  replace: 'MAX_DECIDED_TRIGGERS = 2',
};
