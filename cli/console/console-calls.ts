import { MANAGEMENT_CALLS, type ManagementCall } from '../../core/contracts/calls.ts';

/** A call that the console passes on. */
export interface ConsoleCall {
  /** The method and the pattern of the path, such as `GET /campaigns/{id}`. */
  readonly name: ManagementCall;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** True if it may change something. */
  readonly isWrite: boolean;
}

/** The calls that are not passed on: a page has no reason to end everything that waits. */
const LEFT_OUT: readonly ManagementCall[] = ['POST /drain'];
/** The calls that change nothing, although they have a body. */
const READS: readonly ManagementCall[] = ['POST /plan', 'POST /preview'];

const CALLS = MANAGEMENT_CALLS.filter((name) => !LEFT_OUT.includes(name)).map((name) => {
  const [method = '', path = ''] = name.split(' ');
  const pattern = path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : escapeRegExp(part)));
  return { name, method: toMethod(method), matches: new RegExp(`^${pattern.join('/')}$`) };
});

/**
 * Finds the call that a method and a path mean, on the fixed list of those that are passed on; undefined if there is none. The path is
 * the one that came. A segment that means another path once it is decoded, by dots, slashes or control characters, is none.
 */
export function findConsoleCall(method: string | undefined, path: string): ConsoleCall | undefined {
  if (!path.split('/').every(isPlainSegment)) return undefined;
  const found = CALLS.find((each) => each.method === method && each.matches.test(path));
  if (found === undefined) return undefined;
  const isWrite = found.method !== 'GET' && !READS.includes(found.name);
  return { name: found.name, method: found.method, isWrite };
}

function isPlainSegment(segment: string): boolean {
  if (!/^[\w.~!$&'()*+,;=:@%-]*$/.test(segment)) return false;
  try {
    const text = decodeURIComponent(segment);
    return text !== '.' && text !== '..' && !/[/\\\p{Cc}]/u.test(text);
  } catch {
    return false;
  }
}

function toMethod(text: string): ConsoleCall['method'] {
  if (text !== 'GET' && text !== 'PUT' && text !== 'POST') throw new Error(`expected GET, PUT or POST, found ${text}`);
  return text;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
