import '@cloudscape-design/global-styles/index.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HashRouter } from 'react-router';
import { PlaygroundApp } from './app/playground-app.tsx';
import { PreferencesProvider } from './context/preferences.tsx';

// There is no installation to call: parts that the console and the playground share read nothing of one.
const queries = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
const root = document.getElementById('root');
if (root === null) throw new Error('playground.html: expected an element with the id root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PreferencesProvider>
        <HashRouter>
          <PlaygroundApp />
        </HashRouter>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
