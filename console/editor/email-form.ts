import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { type DraftPath, readPath } from './draft-path.ts';
import { listMessageLanguages } from './message-languages.ts';

/** The forms of the content of an email: one body, or HTML and plain text. */
export type EmailForm = 'body' | 'parts';

/** Returns the form of the content of an email. One that has none yet is written as one body. */
export function findEmailForm(message: unknown): EmailForm {
  const hasParts = ['html', 'text'].some((name) => readPath(message, [name]) !== undefined);
  return hasParts && readPath(message, ['body']) === undefined ? 'parts' : 'body';
}

/** Returns the writes that give an email another form of its content, and each of its translations the same. */
export function changeEmailForm(message: unknown, path: DraftPath, form: EmailForm): readonly FieldWrite[] {
  if (findEmailForm(message) === form) return [];
  const languages = listMessageLanguages(message);
  return [[], ...languages.map((language) => ['translations', language])].flatMap((at) =>
    moveContent(readPath(message, at), [...path, ...at], { form, isWhole: at.length === 0 }),
  );
}

/** Moves the content from a body to HTML, or from the parts to a body. Only the email itself must have one. */
function moveContent(
  texts: unknown,
  path: DraftPath,
  { form, isWhole }: { readonly form: EmailForm; readonly isWhole: boolean },
): readonly FieldWrite[] {
  const [body, html, text] = ['body', 'html', 'text'].map((name) => readPath(texts, [name]));
  const content = form === 'parts' ? body : (html ?? text);
  const left = form === 'parts' ? { body } : { html, text };
  return [
    ...(content === undefined && !isWhole
      ? []
      : [{ path: [...path, form === 'parts' ? 'html' : 'body'], value: content ?? '' }]),
    ...Object.entries(left).flatMap(([name, value]) =>
      value === undefined ? [] : [{ path: [...path, name], value: undefined }],
    ),
  ];
}
