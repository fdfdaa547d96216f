import { NARROWINGS, namesOf } from './catalogue.ts';
import { charactersIn } from './characters.ts';
import type { DetailType } from './entry.ts';
import type { Detail } from './event.ts';
import { LONGEST_ID, LONGEST_TEXT } from './selector.ts';

/** Whether a value of an optional field says nothing that anybody could match, so that the event is read as if the field were absent (R67). */
type SaysNothing = (value: unknown) => boolean;

const isEmpty: SaysNothing = (value) => value === null || value === '';

/** A list without items is how some languages write an object without fields. */
export const isEmptyObject: SaysNothing = (value) => isEmpty(value) || (Array.isArray(value) && value.length === 0);

const longerThan =
  (most: number): SaysNothing =>
  (value) =>
    isEmpty(value) || (typeof value === 'string' && charactersIn(value) > most);

const isLongText = longerThan(LONGEST_TEXT);
const isLongId = longerThan(LONGEST_ID);

/** An id that ends within a character equals no other. */
const isNoId: SaysNothing = (value) => isLongId(value) || (typeof value === 'string' && !value.isWellFormed());

/** Of a profile, null removes what is known. */
const isNoAddress: SaysNothing = (value) => value !== null && isLongText(value);

const narrowings = Object.fromEntries(
  namesOf(NARROWINGS).map((name) => {
    if (NARROWINGS[name] !== undefined) return [name, isEmpty];
    return [name, name === 'linkUrl' ? isLongText : isNoId];
  }),
);

/** Every optional field of each DetailType. An `id` that is too long is refused: without it, a repeat would count again. */
export const OPTIONAL_FIELDS: Readonly<Record<DetailType, Readonly<Record<string, SaysNothing>>>> = {
  'Campaign Interaction': {
    id: isEmpty,
    occurredAt: isEmpty,
    dispatchId: isNoId,
    ...narrowings,
    suspectedBot: isEmpty,
    timeZone: isLongText,
    properties: isEmptyObject,
  },
  'User Behavior': {
    id: isEmpty,
    occurredAt: isEmpty,
    name: isNoId,
    productId: isNoId,
    price: isEmpty,
    currency: isLongText,
    properties: isEmptyObject,
  },
  'User Profile Updated': {
    id: isEmpty,
    occurredAt: isEmpty,
    timeZone: isNoAddress,
    email: isNoAddress,
    phone: isNoAddress,
  },
};

/** Returns a Detail without the optional fields that say nothing: filters, templates and the event's identity never see them. */
export function withoutEmpty(type: DetailType, detail: Detail): Detail {
  const optional = OPTIONAL_FIELDS[type];
  const isNeeded = (field: string) => field === 'name' && detail['behavior'] === 'custom_event.performed';
  const saysNothing = (field: string) =>
    Object.hasOwn(optional, field) && optional[field]?.(detail[field]) === true && !isNeeded(field);
  if (!Object.keys(detail).some(saysNothing)) return detail;
  return Object.fromEntries(Object.entries(detail).filter(([field]) => !saysNothing(field)));
}
