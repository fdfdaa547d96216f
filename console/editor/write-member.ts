import { isObject } from '../../core/contracts/object.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { readPath } from './draft-path.ts';

/** A member of an object, to be written or, if the value is undefined, to be removed. */
interface MemberWrite {
  /** The path of the object. */
  readonly path: FieldWrite['path'];
  readonly name: string;
  readonly value: unknown;
  /** True if the object stays, empty, when its last member is removed. */
  readonly staysEmpty?: boolean;
}

/**
 * Returns the write of a member of an object. An object that is absent or empty is written as a whole, so that its members get lines of their
 * own; with its last member it is removed.
 */
export function writeMember(content: unknown, { path, name, value, staysEmpty = false }: MemberWrite): FieldWrite {
  const before = readPath(content, path);
  const names = isObject(before) ? Object.keys(before) : [];
  if (value !== undefined)
    return names.length === 0 ? { path, value: { [name]: value } } : { path: [...path, name], value };
  const isLast = names.every((each) => each === name);
  return isLast ? { path, value: staysEmpty ? {} : undefined } : { path: [...path, name], value };
}
