import './console.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import { TextsProvider, useLoadedTexts } from '../context/texts.tsx';
import { GuardedRoutes } from './guarded-routes.tsx';
import { Shell } from './shell.tsx';

/** Shows the whole console. */
export function App() {
  return (
    <TextsProvider>
      <LocalizedApp />
    </TextsProvider>
  );
}

function LocalizedApp() {
  const { locale, components } = useLoadedTexts();
  return (
    <I18nProvider locale={locale} messages={[components]}>
      <Shell>
        <GuardedRoutes />
      </Shell>
    </I18nProvider>
  );
}
