import { type Fault, UNKNOWN_FIELD } from './contracts/fault.ts';
import { isObject } from './contracts/object.ts';

/** Names of fields that valibot drops, so that no schema sees them. */
const IGNORED_NAMES = ['__proto__', 'prototype', 'constructor'];

const ITEM_LISTS = ['triggers', 'exceptions', 'messages', 'variants'];

/** Returns the unknown fields of a campaign, its selectors and its messages that no schema finds. Filters and headers check names themselves. */
export function findIgnoredFields(input: unknown): Fault[] {
  if (!isObject(input)) return [];
  return [
    ...findIgnoredIn(input, []),
    ...ITEM_LISTS.flatMap((list) => findIgnoredInItems(input[list], [list])),
    ...findIgnoredInConversions(input['conversions']),
    ...findIgnoredInMessages(input['messages'], []),
    ...findIgnoredInVariants(input['variants']),
  ];
}

/** Returns the ignored fields of the messages of variants. Those of the variants themselves are listed with the other items. */
function findIgnoredInVariants(variants: unknown): Fault[] {
  if (!Array.isArray(variants)) return [];
  return variants.flatMap((variant, index) => {
    if (!isObject(variant)) return [];
    const { messages } = variant;
    const path = ['variants', index];
    return [...findIgnoredInItems(messages, [...path, 'messages']), ...findIgnoredInMessages(messages, path)];
  });
}

function findIgnoredInConversions(conversions: unknown): Fault[] {
  const letters = isObject(conversions) ? Object.entries(conversions) : [];
  return [
    ...findIgnoredIn(conversions, ['conversions']),
    ...letters.flatMap(([letter, conversion]) => findIgnoredIn(conversion, ['conversions', letter])),
  ];
}

/** Returns the ignored fields of buttons, and of translations and their names. */
function findIgnoredInMessages(messages: unknown, place: Fault['path']): Fault[] {
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((message, index) => {
    if (!isObject(message)) return [];
    const path = [...place, 'messages', index];
    const { buttons, translations } = message;
    const texts = isObject(translations) ? Object.entries(translations) : [];
    return [
      ...findIgnoredInItems(buttons, [...path, 'buttons']),
      ...findIgnoredIn(translations, [...path, 'translations']),
      ...texts.flatMap(([language, translation]) =>
        findIgnoredInTexts(translation, [...path, 'translations', language]),
      ),
    ];
  });
}

function findIgnoredInTexts(translation: unknown, path: Fault['path']): Fault[] {
  if (!isObject(translation)) return [];
  return [...findIgnoredIn(translation, path), ...findIgnoredInItems(translation['buttons'], [...path, 'buttons'])];
}

function findIgnoredInItems(items: unknown, path: Fault['path']): Fault[] {
  return Array.isArray(items) ? items.flatMap((item, index) => findIgnoredIn(item, [...path, index])) : [];
}

function findIgnoredIn(value: unknown, path: Fault['path']): Fault[] {
  const names = isObject(value) ? Object.keys(value).filter((name) => IGNORED_NAMES.includes(name)) : [];
  return names.map((name) => ({ path: [...path, name], expected: 'only known fields', found: UNKNOWN_FIELD }));
}
