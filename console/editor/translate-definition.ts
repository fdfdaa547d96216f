import { chooseTranslation } from '../../core/choose-translation.ts';
import { type Definition, isFollowUp, type MessageTemplate } from '../../core/contracts/definition.ts';
import { listMessages } from '../../core/list-messages.ts';
import { listMessageLanguages } from './message-languages.ts';

/** Returns the languages into which messages of a campaign are translated, each once whatever its case. */
export function listTranslatedLanguages(definition: Definition): readonly string[] {
  if (!isFollowUp(definition)) return [];
  const all = listMessages(definition).flatMap(({ message }) => listMessageLanguages(message));
  return [...new Map(all.map((language) => [language.toLowerCase(), language])).values()];
}

/** Returns a campaign whose messages are those of a user with a language; without one, those of a user whose language has no translation. */
export function translateDefinition(definition: Definition, language?: string): Definition {
  if (!isFollowUp(definition)) return definition;
  const { messages, variants } = definition;
  const translate = (message: MessageTemplate): MessageTemplate => {
    const { translations: _, ...texts } = chooseTranslation(message, language).message;
    return { ...texts, channel: message.channel };
  };
  return {
    ...definition,
    ...(messages === undefined ? {} : { messages: messages.map(translate) }),
    ...(variants === undefined
      ? {}
      : { variants: variants.map((variant) => ({ ...variant, messages: variant.messages.map(translate) })) }),
  };
}
