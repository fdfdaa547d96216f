import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { ShellTexts } from '../../language/console/shell-en.ts';

/** A page of the console, loaded when it is opened. */
export interface ConsolePage {
  /** The path after the # of the address. */
  readonly path: string;
  readonly Component: LazyExoticComponent<ComponentType>;
  /** The key of its name in the navigation; absent for pages that others lead to. */
  readonly navigation?: keyof ShellTexts['pages'];
}

/** All pages, in the order of the navigation. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: '/campaigns',
    navigation: 'campaigns',
    Component: lazy(() => import('../campaigns/campaigns-page.tsx').then((each) => ({ default: each.CampaignsPage }))),
  },
  {
    path: '/campaigns/:id',
    Component: lazy(() => import('../campaigns/campaign-page.tsx').then((each) => ({ default: each.CampaignPage }))),
  },
  {
    path: '/users',
    navigation: 'users',
    Component: lazy(() => import('../users/users-page.tsx').then((each) => ({ default: each.UsersPage }))),
  },
  {
    path: '/departures',
    navigation: 'departures',
    Component: lazy(() =>
      import('../departures/departures-page.tsx').then((each) => ({ default: each.DeparturesPage })),
    ),
  },
  {
    path: '/refused',
    navigation: 'refused',
    Component: lazy(() => import('../refused/refused-page.tsx').then((each) => ({ default: each.RefusedPage }))),
  },
  {
    path: '/dead-letters',
    navigation: 'deadLetters',
    Component: lazy(() =>
      import('../dead-letters/dead-letters-page.tsx').then((each) => ({ default: each.DeadLettersPage })),
    ),
  },
  {
    path: '/rehearsal',
    navigation: 'rehearsal',
    Component: lazy(() => import('../rehearsal/rehearsal-page.tsx').then((each) => ({ default: each.RehearsalPage }))),
  },
  {
    path: '/settings',
    navigation: 'settings',
    Component: lazy(() => import('../settings/settings-page.tsx').then((each) => ({ default: each.SettingsPage }))),
  },
  {
    path: '/first-steps',
    navigation: 'firstSteps',
    Component: lazy(() => import('../steps/first-steps-page.tsx').then((each) => ({ default: each.FirstStepsPage }))),
  },
  {
    path: '/new',
    Component: lazy(() => import('../editor/new-page.tsx').then((each) => ({ default: each.NewPage }))),
  },
  {
    path: '/edit',
    Component: lazy(() => import('../editor/edit-page.tsx').then((each) => ({ default: each.EditPage }))),
  },
];

/** The path of the page that opens first. */
export const FIRST_PATH = '/campaigns';
