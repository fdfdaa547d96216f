import { useCallback, useMemo, useRef, useState } from 'react';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { editYaml, renameYamlField } from './edit-yaml.ts';
import { type DraftContent, type ParsedDraft, parseDraft } from './parse-draft.ts';

/** A draft: its text, which says everything, and what the text says. */
export interface Draft {
  readonly text: string;
  readonly parsed: ParsedDraft;
  /** The fields of the text, or those before its error of syntax. */
  readonly content: DraftContent;
  /** True if the last change by the form could not be written. */
  readonly isRefused: boolean;
  readonly setText: (text: string) => void;
  readonly write: (...writes: readonly FieldWrite[]) => void;
  /** Gives a field another name, where it stands. */
  readonly rename: (path: FieldWrite['path'], name: string) => void;
}

/** Reads the text of a draft. The editor of the text replaces it by `onChange`; the form writes fields into it. */
export function useDraft(text: string, onChange: (text: string) => void): Draft {
  const [isRefused, setRefused] = useState(false);
  const newest = useRef(text);
  newest.current = text;
  const change = useRef(onChange);
  change.current = onChange;
  const parsed = useMemo(() => parseDraft(text), [text]);
  const readable = useRef<DraftContent>({});
  if (parsed.content !== undefined) readable.current = parsed.content;

  const setText = useCallback((next: string) => {
    if (next === newest.current) return;
    newest.current = next;
    setRefused(false);
    change.current(next);
  }, []);
  const setEdited = useCallback(
    (edited: string | undefined) => {
      if (edited === undefined) setRefused(true);
      else setText(edited);
    },
    [setText],
  );
  const write = useCallback(
    (...writes: readonly FieldWrite[]) => setEdited(editYaml(newest.current, writes)),
    [setEdited],
  );
  const rename = useCallback(
    (path: FieldWrite['path'], name: string) => setEdited(renameYamlField(newest.current, path, name)),
    [setEdited],
  );
  return { text, parsed, content: readable.current, isRefused, setText, write, rename };
}
