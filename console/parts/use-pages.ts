import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useRefresh } from '../data/refresh.ts';

/** A page of a list of the interface. */
interface ListPage {
  readonly cursor?: string | undefined;
}

/** The number of items that are shown first, in one screen: a table of a hundred takes a second to draw. */
const FIRST_PAGE = '20';

/** Returns the query of a page of a list that takes a limit: the first page is short. */
export function createPageQuery(cursor: string | undefined): { readonly cursor: string } | { readonly limit: string } {
  return cursor === undefined ? { limit: FIRST_PAGE } : { cursor };
}

/** Reads a list page by page, from the first one; more of it when the reader asks for more. `read` gets the cursor of the page. */
export function usePages<Page extends ListPage>(
  queryKey: readonly unknown[],
  read: (cursor: string | undefined) => Promise<Page>,
  { isEnabled = true }: { readonly isEnabled?: boolean } = {},
) {
  const refresh = useRefresh();
  const query = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly unknown[], string | undefined>({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: isEnabled,
    ...refresh,
  });
  return { ...query, pages: query.data?.pages ?? [] };
}
