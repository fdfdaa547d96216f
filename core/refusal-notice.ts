import { truncate } from './contracts/characters.ts';
import type { Instant } from './contracts/instant.ts';
import { isObject } from './contracts/object.ts';
import { MAX_TEXT_CHARACTERS } from './contracts/selector.ts';
import type { Refusal } from './parse-entry.ts';
import type { StoredRefusal } from './ports.ts';

/**
 * The notice of a refused event that programs of operators receive: where it lies, and why it was refused. A queue cannot be searched for the events
 * of a deleted user, so that it carries nothing that the event says.
 */
export interface RefusalNotice {
  /** The id by which `GET /refused` returns the event. */
  readonly id: string;
  readonly at: Instant;
  readonly code: Refusal['code'];
  /** The field, and what was expected there; not what was found. */
  readonly message: string;
  /** The producer of the event, if it named itself. */
  readonly Source?: string;
  readonly DetailType?: string;
}

/** Creates the notice of a refused event. */
export function createRefusalNotice({ id, at, code, message, entry }: StoredRefusal): RefusalNotice {
  const { Source, DetailType } = isObject(entry) ? entry : {};
  return {
    id,
    at,
    code,
    message: removeValues(message),
    ...(typeof Source === 'string' && { Source: truncate(Source, MAX_TEXT_CHARACTERS) }),
    ...(typeof DetailType === 'string' && { DetailType: truncate(DetailType, MAX_TEXT_CHARACTERS) }),
  };
}

/** The part of a reason after which come values of the event. Further faults follow it, and are left out with it. */
const FOUND = ', found ';
/** The path of a field at the beginning of a reason. */
const PATH = /^(\S+)(?=: expected )/;
/** The name of a field as our contracts have them. Producers choose the names below `attributes` and `properties`. */
const PLAIN_NAME = /^[A-Za-z_]{1,40}$/;

/** Returns the reason of a refusal without what was found in the event, and without names of fields that may say something about a user. */
function removeValues(message: string): string {
  const [expected = ''] = message.split(FOUND);
  return expected.replace(PATH, (path) =>
    path
      .split('.')
      .map((name) => (PLAIN_NAME.test(name) ? name : '…'))
      .join('.'),
  );
}
