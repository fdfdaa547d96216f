import './console.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { TextsProvider, useLoadedTexts } from '../context/texts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { FIRST_PATH, PAGES } from './pages.ts';
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
        <ErrorBoundary>
          <Suspense fallback={<Spinner size="large" />}>
            <Routes>
              <Route path="/" element={<Navigate to={FIRST_PATH} replace />} />
              {PAGES.map(({ path, Component }) => (
                <Route key={path} path={path} element={<Component />} />
              ))}
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Suspense>
        </ErrorBoundary>
      </Shell>
    </I18nProvider>
  );
}
