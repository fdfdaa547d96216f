import type { I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { ConsoleTexts } from '../../language/console/texts.ts';
import { type Locale, usePreferences } from './preferences.tsx';

/** The texts of the console, and of the components of Cloudscape, in one language, with the translation of sentences that are made in English. */
interface LoadedTexts {
  readonly locale: Locale;
  readonly texts: ConsoleTexts;
  readonly components: I18nProviderProps.Messages;
  /** Returns a fault, a warning or another sentence of the interface and of the rules in the language; as it is, if it has no translation. */
  readonly translate: (english: string) => string;
  /** Returns what a fault found in the language; as it is, if it is a value or has no translation. */
  readonly translateFound: (english: string) => string;
}

const TextsContext = createContext<LoadedTexts | undefined>(undefined);

/** The texts of each language, loaded when it is chosen. */
const LOADERS: Readonly<Record<Locale, () => Promise<LoadedTexts>>> = {
  en: async () => {
    const [own, components] = await Promise.all([
      import('../../language/console/en.ts'),
      import('@cloudscape-design/components/i18n/messages/all.en'),
    ]);
    return {
      locale: 'en',
      texts: own.CONSOLE_TEXTS_EN,
      components: components.default,
      translate: (english) => english,
      translateFound: (english) => english,
    };
  },
  'pt-BR': async () => {
    const [own, components, sentences] = await Promise.all([
      import('../../language/console/pt-br.ts'),
      import('@cloudscape-design/components/i18n/messages/all.pt-BR'),
      import('../../language/sentences/pt-br.ts'),
    ]);
    return {
      locale: 'pt-BR',
      texts: own.CONSOLE_TEXTS_PT_BR,
      components: components.default,
      translate: (english) => sentences.translateToPortuguese(english) ?? english,
      translateFound: sentences.translateFoundToPortuguese,
    };
  },
};

/** Loads the texts in the language of the reader. Shows nothing before they are there. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const { locale } = usePreferences();
  const [loaded, setLoaded] = useState<LoadedTexts>();
  useEffect(() => {
    let isCurrent = true;
    LOADERS[locale]().then((texts) => {
      if (isCurrent) setLoaded(texts);
    });
    return () => {
      isCurrent = false;
    };
  }, [locale]);
  return loaded === undefined ? null : <TextsContext value={loaded}>{children}</TextsContext>;
}

/** Returns the texts in the language of the reader. */
export function useTexts(): ConsoleTexts {
  return useLoadedTexts().texts;
}

/** Returns the function that translates sentences which are made in English: those of answers, of faults and of warnings. */
export function useTranslate(): LoadedTexts['translate'] {
  return useLoadedTexts().translate;
}

/** Returns the texts, their language, and those of the components. */
export function useLoadedTexts(): LoadedTexts {
  const value = useContext(TextsContext);
  if (value === undefined) throw new Error('texts: used outside of their provider');
  return value;
}
