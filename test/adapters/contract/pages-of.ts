import type { Page } from '../../../core/ports.ts';

/** Reads every page of a list. Throws if the list never ends. */
export async function pagesOf<Item>(list: (cursor?: string) => Promise<Page<Item>>): Promise<(readonly Item[])[]> {
  const pages: (readonly Item[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    pages.push(page.items);
    cursor = page.cursor;
    if (pages.length > 1_000) throw new Error('list: expected an end within 1,000 pages');
  } while (cursor !== undefined);
  return pages;
}
