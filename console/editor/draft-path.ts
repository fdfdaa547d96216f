import { type Fault, formatPath } from '../../core/contracts/fault.ts';
import { isObject } from '../../core/contracts/object.ts';

/** The path of a field of a campaign. */
export type DraftPath = Fault['path'];

/** Returns the value at a path of a content; undefined if there is none. */
export function readPath(content: unknown, path: DraftPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value) && typeof part === 'number') return value[part];
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, content);
}

/** Returns whether something stands at a place: neither nothing, nor an empty text. */
export function isWritten(value: unknown): boolean {
  return value != null && value !== '';
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
export function findFaultWithin(faults: readonly Fault[], path: DraftPath): Fault | undefined {
  return faults.find((fault) => path.every((part, index) => fault.path[index] === part));
}

/** Returns the first fault, or the first warning, at a path. */
export function findFaultAt<Found extends Pick<Fault, 'path'>>(
  faults: readonly Found[],
  path: DraftPath,
): Found | undefined {
  const wanted = formatPath(path);
  return faults.find((fault) => formatPath(fault.path) === wanted);
}
