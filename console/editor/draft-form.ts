import { createContext, useContext } from 'react';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import type { FileFault, FileWarning } from '../../core/yaml-file.ts';
import type { DraftPath } from './draft-path.ts';
import type { DraftContent } from './parse-draft.ts';

/** A campaign that a trigger may name. */
export interface KnownCampaign {
  readonly id: string;
  readonly name: string;
}

/** The values that the fields of the form read, and the function by which they change the text. */
export interface DraftForm {
  readonly content: DraftContent;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
  /** True if the form shows, and changes nothing. */
  readonly isLocked: boolean;
  /** True if the id stands already. */
  readonly isIdFixed: boolean;
  /** The campaigns that triggers may name; undefined for those of the installation. */
  readonly knownCampaigns: readonly KnownCampaign[] | undefined;
  /** Writes fields into the text; a field whose value is undefined is removed. */
  readonly write: (...writes: readonly FieldWrite[]) => void;
  /** Gives a field another name, where it stands in the text. */
  readonly rename: (path: DraftPath, name: string) => void;
  /** Shows the place of a field in the text. */
  readonly showInText: (path: DraftPath) => void;
}

/** The form of the draft that is edited. */
export const DraftFormContext = createContext<DraftForm | undefined>(undefined);

/** Returns the form of the draft that is edited. */
export function useDraftForm(): DraftForm {
  const form = useContext(DraftFormContext);
  if (form === undefined) throw new Error('draft form: used outside of its provider');
  return form;
}
