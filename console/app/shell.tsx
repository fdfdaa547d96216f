import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { type ReactNode, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useTexts } from '../context/texts.tsx';
import { InstallationBar } from './installation-bar.tsx';
import { PAGES } from './pages.ts';
import { ShortcutsModal } from './shortcuts-modal.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useTopHeight } from './use-top-height.ts';

const TOP_ID = 'top';

/** Shows the frame of every page: the top bar, the bar of the installation, the navigation. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { shell } = useTexts();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [isNavigationOpen, setNavigationOpen] = useState(() => window.innerWidth > 1_000);
  const [areShortcutsShown, setShortcutsShown] = useState(false);
  useShortcuts({ showShortcuts: () => setShortcutsShown(true) });
  const top = useRef<HTMLDivElement>(null);
  useTopHeight(top);
  const active = PAGES.find(({ path, navigation }) => navigation !== undefined && pathname.startsWith(path));
  return (
    <>
      <button type="button" className="skip-link" onClick={() => document.getElementById('content')?.focus()}>
        {shell.skipToContent}
      </button>
      <div id={TOP_ID} ref={top}>
        <TopBar onShortcuts={() => setShortcutsShown(true)} />
        <InstallationBar />
      </div>
      <AppLayoutToolbar
        headerSelector={`#${TOP_ID}`}
        toolsHide
        navigationOpen={isNavigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        ariaLabels={{
          navigation: shell.navigation,
          navigationToggle: shell.openNavigation,
          navigationClose: shell.closeNavigation,
        }}
        navigation={
          <SideNavigation
            header={{ text: shell.product, href: '#/' }}
            activeHref={active === undefined ? '' : `#${active.path}`}
            items={PAGES.flatMap(({ path, navigation }) =>
              navigation === undefined ? [] : [{ type: 'link', text: shell.pages[navigation], href: `#${path}` }],
            )}
            onFollow={(event) => {
              event.preventDefault();
              navigate(event.detail.href.slice(1));
            }}
          />
        }
        content={
          <div id="content" tabIndex={-1}>
            {children}
          </div>
        }
      />
      <ShortcutsModal isShown={areShortcutsShown} onClose={() => setShortcutsShown(false)} />
    </>
  );
}
