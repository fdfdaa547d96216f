import './console.css';
import AppLayout from '@cloudscape-design/components/app-layout';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import Spinner from '@cloudscape-design/components/spinner';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { lazy, Suspense, useRef } from 'react';
import { COLOR_MODES, LOCALES, usePreferences } from '../context/preferences.tsx';
import { TextsProvider, useLoadedTexts, useTexts } from '../context/texts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { useTopHeight } from './use-top-height.ts';

const PlaygroundPage = lazy(() =>
  import('../rehearsal/playground-page.tsx').then((each) => ({ default: each.PlaygroundPage })),
);

const TOP_ID = 'top';

/** Shows the playground: the rehearsal without an installation. */
export function PlaygroundApp() {
  return (
    <TextsProvider>
      <LocalizedPlayground />
    </TextsProvider>
  );
}

function LocalizedPlayground() {
  const { locale, components } = useLoadedTexts();
  const top = useRef<HTMLDivElement>(null);
  useTopHeight(top, false);
  return (
    <I18nProvider locale={locale} messages={[components]}>
      <div id={TOP_ID} ref={top}>
        <PlaygroundBar />
      </div>
      <AppLayout
        headerSelector={`#${TOP_ID}`}
        navigationHide
        toolsHide
        content={
          <ErrorBoundary pathname="/">
            <Suspense fallback={<Spinner size="large" />}>
              <PlaygroundPage />
            </Suspense>
          </ErrorBoundary>
        }
      />
    </I18nProvider>
  );
}

function PlaygroundBar() {
  const { shell } = useTexts();
  const { preferences: labels } = shell;
  const { locale, colorMode, change } = usePreferences();
  return (
    <TopNavigation
      identity={{ href: '#/', title: shell.product }}
      utilities={[
        {
          type: 'menu-dropdown',
          text: labels.locales[locale],
          ariaLabel: `${labels.language}: ${labels.locales[locale]}`,
          items: LOCALES.map((id) => ({ id, text: labels.locales[id], disabled: id === locale })),
          onItemClick: ({ detail }) => change({ locale: LOCALES.find((each) => each === detail.id) ?? locale }),
        },
        {
          type: 'menu-dropdown',
          text: labels.colorModes[colorMode],
          ariaLabel: `${labels.colors}: ${labels.colorModes[colorMode]}`,
          items: COLOR_MODES.map((id) => ({ id, text: labels.colorModes[id], disabled: id === colorMode })),
          onItemClick: ({ detail }) =>
            change({ colorMode: COLOR_MODES.find((each) => each === detail.id) ?? colorMode }),
        },
      ]}
    />
  );
}
