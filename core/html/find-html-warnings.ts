import { countBytes, truncate } from '../contracts/characters.ts';
import { type FollowUpDefinition, isTransactional, type MessageTemplate } from '../contracts/definition.ts';
import type { Fault } from '../contracts/fault.ts';
import { listMessageLists, type PlacedMessage, placeMessages } from '../list-messages.ts';
import { listTemplateFields, listTranslations, type TemplateField } from '../template-fields.ts';
import { listVariables } from '../template-tokens.ts';
import { tryTemplates } from '../template-trial.ts';
import { compileField, liquidEngine } from '../templates.ts';
import { listElements } from './list-elements.ts';
import { MASKED_OUTPUT, maskLiquid } from './mask-liquid.ts';

/** A warning about the HTML of an email. */
export type HtmlWarning = { readonly path: Fault['path'] } /** Gmail shows the beginning only. */ & (
  | { readonly code: 'clipped-email'; readonly bytes: number }
  | { readonly code: 'image-without-alt'; readonly count: number }
  | { readonly code: 'insecure-link'; readonly count: number; readonly first: string }
  /** The email of a marketing campaign has no link to unsubscribe (R85). */
  | { readonly code: 'no-unsubscribe-link' }
  /** One part of the email is translated, and the other is not (R93). */
  | { readonly code: 'half-translated'; readonly missing: 'html' | 'text' }
);

/** The size in bytes from which on Gmail clips an email. */
const MAX_SHOWN_BYTES = 102 * 1024;

/** A template of HTML of a campaign. */
interface HtmlField {
  readonly field: TemplateField;
  readonly path: Fault['path'];
}

/** Returns the warnings about the HTML of emails. Their templates are valid. */
export function findHtmlWarnings(definition: FollowUpDefinition): HtmlWarning[] {
  const needsLink = !isTransactional(definition);
  return listMessageLists(definition).flatMap((list) => findListWarnings(placeMessages(list), needsLink));
}

function findListWarnings(messages: readonly PlacedMessage[], needsLink: boolean): HtmlWarning[] {
  const fields = messages.flatMap(({ message, path }) => [
    ...listHtmlFields(message, path),
    ...listTranslations(message).flatMap(([language, texts]) =>
      listHtmlFields(texts, [...path, 'translations', language]),
    ),
  ]);
  return [
    ...findClippedEmails(fields),
    ...fields.flatMap(({ field: { text }, path }) => [
      ...findElementWarnings(text, path),
      ...(needsLink && !text.includes('unsubscribe_url') ? [{ path, code: 'no-unsubscribe-link' as const }] : []),
    ]),
    ...messages.flatMap(findHalfTranslated),
  ];
}

function listHtmlFields(message: MessageTemplate, path: Fault['path']): HtmlField[] {
  const fields = listTemplateFields(message).filter(({ isHtml }) => isHtml);
  return fields.map((field) => ({ field, path: [...path, ...field.path] }));
}

/** Finds the emails that are too long for a user of whom every field is known. */
function findClippedEmails(fields: readonly HtmlField[]): HtmlWarning[] {
  const { rich } = tryTemplates(
    fields.map(({ field }) => ({
      render: compileField(field),
      variables: listVariables(liquidEngine.parse(field.text)),
    })),
  );
  return fields.flatMap(({ path }, index) => {
    const html = rich[index];
    const bytes = typeof html === 'string' ? countBytes(html) : 0;
    return bytes > MAX_SHOWN_BYTES ? [{ path, code: 'clipped-email' as const, bytes }] : [];
  });
}

function findElementWarnings(html: string, path: Fault['path']): HtmlWarning[] {
  const elements = listElements(maskLiquid(html).html);
  const images = elements.filter(({ name, attributes }) => name === 'img' && !attributes.has('alt'));
  const links = elements.flatMap(({ attributes }) => ['href', 'src'].map((name) => attributes.get(name) ?? ''));
  const insecure = links.filter((link) => /^\s*http:/i.test(link));
  const [first] = insecure;
  return [
    ...(images.length > 0 ? [{ path, code: 'image-without-alt' as const, count: images.length }] : []),
    ...(first === undefined
      ? []
      : [{ path, code: 'insecure-link' as const, count: insecure.length, first: showLink(first) }]),
  ];
}

/** Returns the beginning of a link, without the outputs in it. */
function showLink(link: string): string {
  return truncate(link.replaceAll(MASKED_OUTPUT, ''), MAX_LINK_UNITS);
}

/** The maximum length of a link in a warning. */
const MAX_LINK_UNITS = 80;

function findHalfTranslated({ message, path: place }: PlacedMessage): HtmlWarning[] {
  if (message['html'] === undefined || message['text'] === undefined) return [];
  return listTranslations(message).flatMap(([language, { html, text }]): HtmlWarning[] => {
    if ((html === undefined) === (text === undefined)) return [];
    const path = [...place, 'translations', language];
    return [{ path, code: 'half-translated', missing: html === undefined ? 'html' : 'text' }];
  });
}
