import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { type DraftPath, isWritten, readPath } from './draft-path.ts';
import { listTextPaths } from './message-languages.ts';

/** The forms of the content of an email: one body, or HTML and plain text. */
export type EmailForm = 'body' | 'parts';

/** Returns the form of the content of an email. One that has none yet is written as one body. */
export function findEmailForm(message: unknown): EmailForm {
  const hasParts = ['html', 'text'].some((name) => readPath(message, [name]) !== undefined);
  return hasParts && readPath(message, ['body']) === undefined ? 'parts' : 'body';
}

/** Returns whether an email can take a form of its content without losing a text: of the message, or of a translation. */
export function canChangeEmailForm(message: unknown, form: EmailForm): boolean {
  const fields = listTextPaths(message).map((at) => listWritten(readPath(message, at)));
  if (form === 'parts') return fields.every((names) => !names.includes('body') || !names.includes('html'));
  const all = fields.flat();
  return fields.every(({ length }) => length <= 1) && !(all.includes('html') && all.includes('text'));
}

/** Returns the writes that give an email another form of its content, and each of its translations the same. None if a text would be lost. */
export function changeEmailForm(message: unknown, path: DraftPath, form: EmailForm): readonly FieldWrite[] {
  if (findEmailForm(message) === form || !canChangeEmailForm(message, form)) return [];
  return listTextPaths(message).flatMap((at) =>
    moveContent(readPath(message, at), [...path, ...at], { form, isWhole: at.length === 0 }),
  );
}

/** Returns the fields of the content that have a text. */
function listWritten(texts: unknown): readonly string[] {
  return ['body', 'html', 'text'].filter((name) => isWritten(readPath(texts, [name])));
}

/** The field that takes the content in each form, and those that it leaves. */
const MOVES = {
  parts: { to: 'html', from: ['body'] },
  body: { to: 'body', from: ['html', 'text'] },
} as const;

/** Moves the content from a body to HTML, or from the parts to a body, unless there is a text already. Only the email itself must have one. */
function moveContent(
  texts: unknown,
  path: DraftPath,
  { form, isWhole }: { readonly form: EmailForm; readonly isWhole: boolean },
): readonly FieldWrite[] {
  const { to, from } = MOVES[form];
  const left = from
    .map((name) => ({ name, value: readPath(texts, [name]) }))
    .filter(({ value }) => value !== undefined);
  const { value } = left.find((each) => isWritten(each.value)) ?? left[0] ?? { value: isWhole ? '' : undefined };
  return [
    ...(value === undefined || isWritten(readPath(texts, [to])) ? [] : [{ path: [...path, to], value }]),
    ...left.map(({ name }) => ({ path: [...path, name], value: undefined })),
  ];
}
