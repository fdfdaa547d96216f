import { useEffect, useState } from 'react';
import type { CampaignText } from './rehearsal-calls.ts';

/** Recorded events: a text that can be edited, or a file that is too large for that. */
export type EventsDraft = { readonly name: string } & ({ readonly text: string } | { readonly file: Blob });

/** The versions that a rehearsal can be compared with. */
export const COMPARISONS = ['none', 'published', 'texts'] as const;
export type ComparisonChoice = (typeof COMPARISONS)[number];

/** The campaigns, events and options that a reader entered for a rehearsal. */
export interface RehearsalDraft {
  readonly files: readonly CampaignText[];
  readonly beforeFiles: readonly CampaignText[];
  readonly events?: EventsDraft;
  readonly until: string;
  readonly compare: ComparisonChoice;
}

const EMPTY_DRAFT: RehearsalDraft = { files: [], beforeFiles: [], until: '', compare: 'none' };

/** Returns what the reader entered, and the function that changes it. With a key it is kept in the browser, except for large files. */
export function useRehearsalDraft(storageKey: string | undefined, first: Partial<RehearsalDraft> = {}) {
  const [draft, setDraft] = useState(() => readDraft(storageKey) ?? { ...EMPTY_DRAFT, ...first });
  useEffect(() => {
    if (storageKey === undefined) return;
    const { events, ...rest } = draft;
    const kept = events !== undefined && 'text' in events ? { ...rest, events } : rest;
    try {
      localStorage.setItem(storageKey, JSON.stringify(kept));
    } catch {
      // The browser has no room for it: the page works on, and does not keep it.
    }
  }, [storageKey, draft]);
  return [draft, (changed: Partial<RehearsalDraft>) => setDraft((before) => ({ ...before, ...changed }))] as const;
}

/** Reads what an earlier visit kept; undefined if there is nothing, or something else. */
function readDraft(storageKey: string | undefined): RehearsalDraft | undefined {
  try {
    const kept: unknown = storageKey === undefined ? null : JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const fields: Readonly<Record<string, unknown>> = { ...kept };
    const { files, beforeFiles, events, until, compare } = fields;
    return {
      files: readTexts(files),
      beforeFiles: readTexts(beforeFiles),
      ...(isText(events) ? { events } : {}),
      until: typeof until === 'string' ? until : '',
      compare: COMPARISONS.find((each) => each === compare) ?? 'none',
    };
  } catch {
    return undefined;
  }
}

function readTexts(value: unknown): readonly CampaignText[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

function isText(value: unknown): value is CampaignText {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'text' in value &&
    typeof value.text === 'string'
  );
}
