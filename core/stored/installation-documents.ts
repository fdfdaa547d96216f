import { type ApplyLeaseState, FIRST_APPLY_LEASE } from '../apply-lease.ts';
import { isObject } from '../contracts/object.ts';
import type { Revised } from '../installation-document.ts';
import { type MergeHistory, UNKNOWN_MERGE_HISTORY } from '../merge-history.ts';
import { createFirstPauseState, type PauseState } from '../pauses.ts';
import { FIRST_SETTINGS, type SettingsState } from '../settings.ts';
import { FIRST_RECOUNT_STATE, type RecountState } from '../statistics/recount-state.ts';
import { APPLY_LEASE_STATE } from './apply-lease-shape.ts';
import { MERGE_HISTORY } from './merge-history-shape.ts';
import type { StoredShape } from './parse-stored.ts';
import { PAUSE_STATE } from './pause-shape.ts';
import { SETTINGS_STATE } from './settings-shape.ts';
import { RECOUNT_STATE } from './statistics-shapes.ts';

/** A kind of document of which an installation has one: its name in the store, its shape, and its state before it is written first. */
export interface DocumentKind<State> {
  readonly name: string;
  readonly shape: StoredShape<State>;
  readonly createFirst: () => State;
}

/** The settings of the installation. */
export const SETTINGS_DOCUMENT: DocumentKind<SettingsState> = {
  name: 'settings',
  shape: SETTINGS_STATE,
  createFirst: () => FIRST_SETTINGS,
};

/** The lease of applies. */
export const APPLY_LEASE_DOCUMENT: DocumentKind<ApplyLeaseState> = {
  name: 'apply-lease',
  shape: APPLY_LEASE_STATE,
  createFirst: () => FIRST_APPLY_LEASE,
};

/** The state of the recounts of the statistics. */
export const RECOUNT_DOCUMENT: DocumentKind<RecountState> = {
  name: 'recount',
  shape: RECOUNT_STATE,
  createFirst: () => FIRST_RECOUNT_STATE,
};

/** The history of merges. */
export const MERGE_HISTORY_DOCUMENT: DocumentKind<MergeHistory> = {
  name: 'merge-history',
  shape: MERGE_HISTORY,
  createFirst: () => UNKNOWN_MERGE_HISTORY,
};

/** The order of publications that could close a cycle. */
export const PUBLISH_ORDER_DOCUMENT: DocumentKind<Revised> = {
  name: 'publish-order',
  shape: {
    expected: 'the order of publications',
    matches: (value): value is Revised => isObject(value) && typeof value['rev'] === 'number',
  },
  createFirst: () => ({ rev: 0 }),
};

/** Creates the kind of the pauses. An installation in which nothing was ever paused or resumed may start paused (R92). */
export function createPauseDocument({ startsPaused }: { readonly startsPaused: boolean }): DocumentKind<PauseState> {
  return { name: 'pauses', shape: PAUSE_STATE, createFirst: () => createFirstPauseState(startsPaused) };
}
