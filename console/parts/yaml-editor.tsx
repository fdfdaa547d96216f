import { indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorSelection, EditorState, type Extension, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { findTextChange } from './text-change.ts';

/** A mark in the text: a fault or a warning. */
export interface TextMark {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A place that the reader asked for. Asked for again, it is another object. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

interface YamlEditorProps {
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly keyboardHint: string;
  readonly marks: readonly TextMark[];
  readonly place: TextPlace | undefined;
  readonly onChange: (text: string) => void;
}

/** The colours are variables of the page, so that they follow its mode. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: 'var(--yaml-key)' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--yaml-value)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--yaml-comment)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.meta, tags.keyword], color: 'var(--yaml-sign)' },
]);

const THEME = EditorView.theme({
  '&': { fontSize: '13px', color: 'var(--yaml-text)', backgroundColor: 'var(--yaml-ground)', maxHeight: '62vh' },
  '&.cm-focused': { outline: '2px solid var(--yaml-focus)' },
  '.cm-scroller': { fontFamily: 'Menlo, Consolas, monospace', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--yaml-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--yaml-text)' },
  '.cm-gutters': {
    color: 'var(--yaml-sign)',
    backgroundColor: 'var(--yaml-ground)',
    borderRight: '1px solid var(--yaml-border)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--yaml-line)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--yaml-selection)',
  },
  '.cm-tooltip': {
    color: 'var(--yaml-text)',
    backgroundColor: 'var(--yaml-ground)',
    border: '1px solid var(--yaml-border)',
  },
});

/**
 * Shows a text in YAML with the marks at its lines. The editor lies in a shadow root: it writes its styles as adopted style sheets there, which the policy of the
 * page allows.
 */
export function YamlEditor({ text, isReadOnly, label, keyboardHint, marks, place, onChange }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const access = useRef(new Compartment());
  const latest = useRef({ text, label, keyboardHint, onChange });
  latest.current = { text, label, keyboardHint, onChange };
  // The text that the editor had last. One that it gave to the page comes back, and may be older than what was typed meanwhile.
  const own = useRef(text);
  const isFromElsewhere = text !== own.current;

  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const created = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          minimalSetup,
          lineNumbers(),
          lintGutter(),
          highlightActiveLine(),
          bracketMatching(),
          yaml(),
          indentUnit.of('  '),
          syntaxHighlighting(HIGHLIGHT),
          THEME,
          EditorView.lineWrapping,
          keymap.of([indentWithTab]),
          access.current.of(createAccess(false, latest.current.label, latest.current.keyboardHint)),
          EditorView.domEventHandlers({ beforeinput: replaceSelection }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            own.current = update.state.doc.toString();
            latest.current.onChange(own.current);
          }),
        ],
      }),
    });
    view.current = created;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: access.current.reconfigure(createAccess(isReadOnly, label, keyboardHint)),
    });
  }, [isReadOnly, label, keyboardHint]);

  useEffect(() => {
    const current = view.current;
    if (current === null || !isFromElsewhere) return;
    const change = findTextChange(current.state.doc.toString(), text);
    if (change !== undefined) current.dispatch({ changes: change });
  }, [text, isFromElsewhere]);

  useEffect(() => {
    const current = view.current;
    if (current === null) return;
    const diagnostics = marks.map((mark) => toDiagnostic(current.state.doc, mark));
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [marks]);

  useEffect(() => {
    const current = view.current;
    if (current === null || place === undefined) return;
    const at = findOffset(current.state.doc, place);
    current.dispatch({
      selection: EditorSelection.cursor(at),
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    });
    current.focus();
  }, [place]);

  return <div ref={host} className="yaml-editor" />;
}

/**
 * Replaces what is selected by what is typed. Done by the browser, the new text would get style attributes from the old one, which the policy
 * of the page forbids.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { state } = view;
  if (event.inputType !== 'insertText' || event.data === null || state.readOnly || state.selection.main.empty)
    return false;
  view.dispatch(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
  event.preventDefault();
  return true;
}

function createAccess(isReadOnly: boolean, label: string, keyboardHint: string): Extension {
  return [
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({
      // A region that scrolls is reached by the keyboard.
      tabindex: '0',
      'aria-label': label,
      'aria-description': keyboardHint,
      'aria-readonly': String(isReadOnly),
    }),
  ];
}

function toDiagnostic(doc: Text, { severity, message, ...place }: TextMark): Diagnostic {
  const from = findOffset(doc, place);
  return { from, to: doc.lineAt(from).to, severity, message };
}

/** Returns the offset of a place; one that the text no longer has is its nearest one. */
function findOffset(doc: Text, { line, column }: TextPlace): number {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + column - 1, found.to);
}
