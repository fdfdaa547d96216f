import { isButtonId } from '../../core/contracts/message-schemas.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { type DraftPath, readList, readPath, toFieldText } from './draft-path.ts';
import { listMessageLanguages } from './message-languages.ts';

/** A message, and the path at which it stands. */
interface PlacedMessage {
  readonly message: unknown;
  readonly path: DraftPath;
}

/** A field of a button in a language, with its text; undefined removes it. */
interface TranslatedButton {
  readonly language: string;
  readonly id: string;
  readonly field: 'label' | 'url';
  readonly value: string | undefined;
}

/** Returns the ids of the buttons of a message. */
export function listButtonIds(message: unknown): readonly string[] {
  return readList(message, ['buttons']).map((button) => toFieldText(readPath(button, ['id'])));
}

/** Returns the place of a button in a translation; -1 if the translation does not have it. */
export function findTranslatedButton(message: unknown, language: string, id: string): number {
  return listButtonIds(readPath(message, ['translations', language])).indexOf(id);
}

/** Returns why a text cannot be the id of a button: it has a wrong length, or another button has it. */
export function findButtonIdProblem(id: string, others: readonly string[]): 'length' | 'taken' | undefined {
  if (!isButtonId(id)) return 'length';
  return others.includes(id) ? 'taken' : undefined;
}

/** Returns the write that adds a button to a message, with an id that no other one has. */
export function addButton({ message, path }: PlacedMessage): FieldWrite {
  const ids = listButtonIds(message);
  const numbers = Array.from({ length: ids.length + 1 }, (_, index) => index + 1);
  const id = numbers.map((number) => `button-${number}`).find((each) => !ids.includes(each));
  const button = { id, label: '' };
  return ids.length === 0
    ? { path: [...path, 'buttons'], value: [button] }
    : { path: [...path, 'buttons', ids.length], value: button };
}

/** Returns the writes that give a button another id, in the message and in its translations. */
export function renameButton({ message, path }: PlacedMessage, index: number, id: string): readonly FieldWrite[] {
  const before = listButtonIds(message)[index];
  if (before === undefined) return [];
  const ofTranslations = listTranslated(message, before).map(({ language, place }) => ({
    path: [...path, 'translations', language, 'buttons', place, 'id'],
    value: id,
  }));
  return [{ path: [...path, 'buttons', index, 'id'], value: id }, ...ofTranslations];
}

/** Returns the writes that remove a button from a message and from its translations. */
export function removeButton({ message, path }: PlacedMessage, index: number): readonly FieldWrite[] {
  const id = listButtonIds(message)[index];
  if (id === undefined) return [];
  const ofTranslations = listTranslated(message, id).map(({ language, place }) =>
    removeItem({ message, path }, ['translations', language, 'buttons'], place),
  );
  return [...ofTranslations, removeItem({ message, path }, ['buttons'], index)];
}

/** Returns the write of a text of a button in a language. A button that has no text of its own there is left out of the translation. */
export function translateButton(
  { message, path }: PlacedMessage,
  { language, id, field, value }: TranslatedButton,
): FieldWrite | undefined {
  const at = ['translations', language, 'buttons'];
  const buttons = readList(message, at);
  const place = findTranslatedButton(message, language, id);
  const absolute = [...path, ...at];
  if (place === -1) {
    if (value === undefined) return undefined;
    const button = { id, [field]: value };
    return buttons.length === 0
      ? { path: absolute, value: [button] }
      : { path: [...absolute, buttons.length], value: button };
  }
  const { id: _, [field]: __, ...other } = Object(buttons[place]);
  if (value === undefined && Object.keys(other).length === 0) return removeItem({ message, path }, at, place);
  return { path: [...absolute, place, field], value };
}

/** Returns the write that removes an item of a list, and the list with its last item. */
function removeItem({ message, path }: PlacedMessage, at: DraftPath, place: number): FieldWrite {
  const isLast = readList(message, at).length === 1;
  return { path: [...path, ...at, ...(isLast ? [] : [place])], value: undefined };
}

function listTranslated(message: unknown, id: string) {
  const languages = listMessageLanguages(message);
  return languages
    .map((language) => ({ language, place: findTranslatedButton(message, language, id) }))
    .filter(({ place }) => place !== -1);
}
