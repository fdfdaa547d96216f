import type { Locator } from 'playwright-core';

/** Opens a list of options by its button, and chooses the first with a name. A long list scrolls under the pointer when that comes: it comes before the click. */
export async function chooseOption(button: Locator, name: string | RegExp): Promise<void> {
  await button.click();
  const option = button.page().getByRole('option', { name }).first();
  await option.hover();
  await option.click();
}
