import { createContext, useContext } from 'react';
import { type Fault, formatPath } from '../../core/contracts/fault.ts';
import { isObject } from '../../core/contracts/object.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import type { FileFault } from '../../core/yaml-file.ts';
import type { DraftContent } from './parse-draft.ts';

/** The path of a field of a campaign. */
export type DraftPath = Fault['path'];

/** The values that the fields of the form read, and the function by which they change the text. */
export interface DraftForm {
  readonly content: DraftContent;
  readonly faults: readonly FileFault[];
  /** True if the form shows, and changes nothing. */
  readonly isLocked: boolean;
  /** True if the id stands already. */
  readonly isIdFixed: boolean;
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

/** Returns the value at a path of a content; undefined if there is none. */
export function readPath(content: unknown, path: DraftPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value) && typeof part === 'number') return value[part];
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, content);
}

/** Returns a value as the text of a field. */
export function toFieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Returns the list at a path of a content; an empty one if there is none. */
export function readList(content: unknown, path: DraftPath): readonly unknown[] {
  const value = readPath(content, path);
  return Array.isArray(value) ? value : [];
}

/** Returns the first fault at a path or inside of what stands there. */
export function findFaultWithin(faults: readonly FileFault[], path: DraftPath): FileFault | undefined {
  return faults.find((fault) => path.every((part, index) => fault.path[index] === part));
}

/** Returns the first fault at a path. */
export function findFaultAt(faults: readonly FileFault[], path: DraftPath): FileFault | undefined {
  const wanted = formatPath(path);
  return faults.find((fault) => formatPath(fault.path) === wanted);
}
