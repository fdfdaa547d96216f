import * as v from 'valibot';
import { closedObject } from './fault.ts';
import { formatInteger } from './format-integer.ts';
import { createHeadersSchema } from './headers.ts';
import { languageTagSchema } from './language-tag.ts';

/** The maximum number of translations of a message (R93). */
export const MAX_TRANSLATIONS = 50;
/** The maximum number of buttons of a message. */
export const MAX_BUTTONS = 4;

const templateSchema = (max: number) => {
  const expected = `a Liquid template of 1 to ${formatInteger(max)} characters`;
  return v.pipe(v.string(expected), v.minLength(1, expected), v.maxCodePoints(max, expected));
};
const short = templateSchema(1_000);
const long = templateSchema(60_000);
const url = templateSchema(2_000);
/** A header of an email. The text that Liquid renders becomes one line, too; a line break in the template itself is a mistake. */
const header = v.pipe(
  short,
  v.check((text) => !/[\r\n]/.test(text.trim()), 'a template of one line'),
);

const ID_EXPECTED = 'an id of 1 to 256 characters';
const buttonId = v.pipe(v.string(ID_EXPECTED), v.minLength(1, ID_EXPECTED), v.maxCodePoints(256, ID_EXPECTED));

/** Returns whether a text can be the id of a button. */
export function isButtonId(text: string): boolean {
  return v.is(buttonId, text);
}

type ButtonSchema = v.GenericSchema<unknown, { readonly id: string }>;

function buttonsSchema<const Button extends ButtonSchema>(button: Button) {
  const expected = `a list of 1 to ${MAX_BUTTONS} buttons`;
  return v.pipe(
    v.array(button, expected),
    v.minLength(1, expected),
    v.maxLength(MAX_BUTTONS, expected),
    v.check(
      (buttons) => new Set(buttons.map(({ id }) => id)).size === buttons.length,
      'buttons whose ids are all different',
    ),
  );
}

/** Creates the schema of the translations of a message by their languages: texts that take the place of those of the message. */
function translationsSchema<const Entries extends v.ObjectEntries>(texts: Entries) {
  return v.optional(
    v.pipe(
      v.record(languageTagSchema, closedObject(texts), 'an object of translations by their languages'),
      v.maxEntries(MAX_TRANSLATIONS, `at most ${MAX_TRANSLATIONS} translations`),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const input = { ...dataset.value };
        const seen = new Map<string, string>();
        for (const [key, value] of Object.entries(input)) {
          const first = seen.get(key.toLowerCase());
          seen.set(key.toLowerCase(), key);
          if (first === undefined) continue;
          const message = `each language once, whatever its case: ${first} is there already`;
          addIssue({ input: key, message, path: [{ type: 'object', origin: 'key', input, key, value }] });
        }
      }),
    ),
  );
}

const emailTexts = {
  from: v.optional(header),
  replyTo: v.optional(header),
  preheader: v.optional(short),
  html: v.optional(long),
  text: v.optional(long),
  body: v.optional(long),
};
const cardTexts = { title: v.optional(short), url: v.optional(url), imageUrl: v.optional(url) };
const card = {
  body: long,
  ...cardTexts,
  buttons: v.optional(buttonsSchema(closedObject({ id: buttonId, label: short, url: v.optional(url) }))),
  translations: translationsSchema({
    body: v.optional(long),
    ...cardTexts,
    buttons: v.optional(buttonsSchema(closedObject({ id: buttonId, label: v.optional(short), url: v.optional(url) }))),
  }),
};
const pushTexts = { title: v.optional(short), url: v.optional(url) };

const FORM_EXPECTED = 'either a body, or html, text or both';

/** The two forms of the content of an email. A translation has that of its message. */
const email = v.pipe(
  closedObject({
    channel: v.literal('email'),
    subject: short,
    ...emailTexts,
    translations: translationsSchema({ subject: v.optional(short), ...emailTexts }),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input = { ...dataset.value };
    const hasParts = input.html !== undefined || input.text !== undefined;
    const at = { type: 'object', origin: 'value', input } as const;
    if (hasParts === (input.body !== undefined))
      addIssue({ input: input.body, message: FORM_EXPECTED, path: [{ ...at, key: 'body', value: input.body }] });
    for (const [language, texts] of Object.entries(input.translations ?? {})) {
      for (const key of hasParts ? (['body'] as const) : (['html', 'text'] as const)) {
        const value = texts[key];
        if (value === undefined) continue;
        const outer = [
          { ...at, key: 'translations', value: input.translations },
          { type: 'object', origin: 'value', input: { ...input.translations }, key: language, value: texts },
        ] as const;
        const message = `${hasParts ? 'html or text' : 'a body'}, as the message itself has`;
        addIssue({
          input: value,
          message,
          path: [...outer, { type: 'object', origin: 'value', input: { ...texts }, key, value }],
        });
      }
    }
  }),
);

const isTranslatedButton = (
  buttons: readonly { readonly id: string }[] | undefined,
  translations: Readonly<Record<string, { readonly buttons?: readonly { readonly id: string }[] | undefined }>> = {},
) => {
  const ids = new Set(buttons?.map(({ id }) => id));
  return Object.values(translations).every((texts) => (texts.buttons ?? []).every(({ id }) => ids.has(id)));
};

const BUTTONS_EXPECTED = 'translations whose buttons have the ids of the buttons of the message';

/** The schemas of messages, by channel. */
export const MESSAGE_SCHEMAS = [
  email,
  closedObject({
    channel: v.literal('sms'),
    body: templateSchema(1_600),
    translations: translationsSchema({ body: v.optional(templateSchema(1_600)) }),
  }),
  closedObject({
    channel: v.literal('push'),
    body: short,
    ...pushTexts,
    translations: translationsSchema({ body: v.optional(short), ...pushTexts }),
  }),
  closedObject({
    channel: v.literal('webhook'),
    url,
    method: v.optional(v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'GET, POST, PUT, PATCH or DELETE')),
    body: v.optional(long),
    headers: v.optional(createHeadersSchema(short)),
    translations: translationsSchema({ body: v.optional(long) }),
  }),
  v.pipe(
    closedObject({ channel: v.literal('in_app_message'), ...card }),
    v.check(({ buttons, translations }) => isTranslatedButton(buttons, translations), BUTTONS_EXPECTED),
  ),
  v.pipe(
    closedObject({ channel: v.literal('content_card'), ...card }),
    v.check(({ buttons, translations }) => isTranslatedButton(buttons, translations), BUTTONS_EXPECTED),
  ),
] as const;

const REQUIRED_FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  MESSAGE_SCHEMAS.map(({ entries: { channel, ...fields } }) => [
    channel.literal,
    Object.entries(fields).flatMap(([field, { type }]) => (type === 'optional' ? [] : [field])),
  ]),
);

/** Returns the required fields of a message (R76): of the parts of an email, the first that it has. */
export function listRequiredFields(
  message: { readonly channel: string } & Readonly<Record<string, unknown>>,
): readonly string[] {
  const required = REQUIRED_FIELDS.get(message.channel) ?? [];
  if (message.channel !== 'email') return required;
  const part = EMAIL_PARTS.find((field) => message[field] !== undefined);
  return part === undefined ? required : [...required, part];
}

const EMAIL_PARTS = ['body', 'html', 'text'] as const;
