import { listLanguages } from './choose-language.ts';
import type { MessageTemplate } from './contracts/definition.ts';
import { listTranslations, translateMessage } from './template-fields.ts';

/** A message in the language of a user. */
export interface TranslatedMessage {
  readonly message: MessageTemplate;
  /** The language of the translation that was chosen, as the campaign writes it; absent if none fits. */
  readonly language?: string;
}

/** Chooses the translation of a message for the language of a user, as a dispatch does (R93). */
export function chooseTranslation(message: MessageTemplate, userLanguage: unknown): TranslatedMessage {
  const translations = new Map(listTranslations(message).map((each) => [each[0].toLowerCase(), each]));
  for (const each of listLanguages(userLanguage)) {
    const found = translations.get(each);
    if (found === undefined) continue;
    const [language, texts] = found;
    return { message: translateMessage(message, texts), language };
  }
  return { message };
}
