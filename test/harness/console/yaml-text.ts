import type { Locator } from 'playwright-core';

/** Returns the text of an editor of YAML as it is shown, line by line. */
export async function readYaml(editor: Locator): Promise<string> {
  const lines = await editor.locator('.cm-line').allInnerTexts();
  return lines.map((line) => line.replace(/\n$/, '')).join('\n');
}

/** Replaces the whole text of an editor of YAML, as by hand. */
export async function replaceYaml(editor: Locator, text: string): Promise<void> {
  await editor.click();
  await editor.press('ControlOrMeta+a');
  await editor.page().keyboard.insertText(text);
}
