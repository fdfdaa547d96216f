import '@cloudscape-design/global-styles/index.css';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HashRouter } from 'react-router';
import { App } from './app/app.tsx';
import { PreferencesProvider } from './context/preferences.tsx';
import { CallProblem } from './data/client.ts';
import { SESSION_KEY } from './data/session.ts';
import { takeTokenFromAddress } from './data/token.ts';

takeTokenFromAddress();

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, { queryKey }) {
      // After another sign-in, the account and the principal may be others.
      const isExpired = error instanceof CallProblem && error.code === 'credentials-expired';
      if (isExpired && queryKey[0] !== SESSION_KEY[0]) queries.invalidateQueries({ queryKey: SESSION_KEY });
    },
  }),
  defaultOptions: {
    // A call that failed is shown as failed, and called again when its data are next refreshed.
    queries: { retry: false, staleTime: 2_000, refetchOnWindowFocus: false },
  },
});
const root = document.getElementById('root');
if (root === null) throw new Error('index.html: expected an element with the id root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PreferencesProvider>
        <HashRouter>
          <App />
        </HashRouter>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
