import { listKeys, NARROWINGS } from './catalogue.ts';
import { hasMoreCharacters } from './characters.ts';
import type { DetailType } from './entry.ts';
import type { Detail } from './event.ts';
import { isObject } from './object.ts';
import { MAX_ID_CHARACTERS, MAX_TEXT_CHARACTERS } from './selector.ts';

/**
 * A test of a value of an optional field. It returns true if no selector could match the value: the event is then read as if the field
 * were absent (R67).
 */
type EmptyTest = (value: unknown) => boolean;

const isEmpty: EmptyTest = (value) => value === null || value === '';

/** Returns whether a value is empty as an object. Some languages write an object without fields as a list without items. */
export const isEmptyObject: EmptyTest = (value) => isEmpty(value) || (Array.isArray(value) && value.length === 0);

const isLongerThan =
  (max: number): EmptyTest =>
  (value) =>
    isEmpty(value) || (typeof value === 'string' && hasMoreCharacters(value, max));

const isLongText = isLongerThan(MAX_TEXT_CHARACTERS);
const isLongId = isLongerThan(MAX_ID_CHARACTERS);

/** Returns whether a value is useless as an id. An id that ends within a character equals no other. */
const isUnusableId: EmptyTest = (value) => isLongId(value) || (typeof value === 'string' && !value.isWellFormed());

/** Returns whether a value is useless in a profile, where null is useful: it removes what is stored. */
const isUnusableAddress: EmptyTest = (value) => value !== null && isLongText(value);

const narrowings = Object.fromEntries(
  listKeys(NARROWINGS).map((name) => {
    if (NARROWINGS[name] !== undefined) return [name, isEmpty];
    return [name, name === 'linkUrl' ? isLongText : isUnusableId];
  }),
);

/** The optional fields by DetailType. An `id` that is too long is refused, because without it a repeat would count again. */
export const EMPTY_TESTS: Readonly<Record<DetailType, Readonly<Record<string, EmptyTest>>>> = {
  'Campaign Interaction': {
    id: isEmpty,
    occurredAt: isEmpty,
    dispatchId: isUnusableId,
    ...narrowings,
    suspectedBot: isEmpty,
    timeZone: isLongText,
    properties: isEmptyObject,
  },
  'User Behavior': {
    id: isEmpty,
    occurredAt: isEmpty,
    name: isUnusableId,
    productId: isUnusableId,
    price: isEmpty,
    currency: isLongText,
    timeZone: isLongText,
    properties: isEmptyObject,
  },
  'User Profile Updated': {
    id: isEmpty,
    occurredAt: isEmpty,
    timeZone: isUnusableAddress,
    language: isUnusableAddress,
    email: isUnusableAddress,
    phone: isUnusableAddress,
    consent: isEmptyObject,
    consentEvidence: isLongText,
  },
  'User Deleted': { id: isEmpty, occurredAt: isEmpty },
  'Users Merged': { id: isEmpty, occurredAt: isEmpty },
};

/** Returns a Detail without its empty optional fields. Filters, templates and the event's identity never see those. */
export function removeEmptyFields(type: DetailType, detail: Detail): Detail {
  const optional = EMPTY_TESTS[type];
  const isNeeded = (field: string) => field === 'name' && detail['behavior'] === 'custom_event.performed';
  const isDropped = (field: string) =>
    Object.hasOwn(optional, field) && optional[field]?.(detail[field]) === true && !isNeeded(field);
  const kept = removeFields(detail, isDropped);
  return type === 'User Profile Updated' ? removeEmptyConsents(kept) : kept;
}

/** Returns the Detail of a profile update without the consents that are null or empty. */
function removeEmptyConsents(detail: Detail): Detail {
  const { consent } = detail;
  if (!isObject(consent)) return detail;
  const kept = removeFields(consent, (field) => isEmpty(consent[field]));
  return kept === consent ? detail : { ...detail, consent: kept };
}

function removeFields(object: Detail, isDropped: (field: string) => boolean): Detail {
  if (!Object.keys(object).some(isDropped)) return object;
  return Object.fromEntries(Object.entries(object).filter(([field]) => !isDropped(field)));
}
