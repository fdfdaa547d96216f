import { useState } from 'react';

/**
 * Keeps what is typed into a field while the campaign has the value that it stands for; after any other change of the value, the field has
 * the text of that. `value` tells values apart whose texts are equal.
 */
export function useTypedText(text: string, value = text) {
  const [typed, setTyped] = useState({ text, value });
  return {
    text: typed.value === value ? typed.text : text,
    /** Keeps a text, and the value that the campaign has with it. */
    keep: (next: string, nextValue: string) => setTyped({ text: next, value: nextValue }),
  };
}
