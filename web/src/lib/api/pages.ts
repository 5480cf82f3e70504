import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Options of a list that pages by cursor. */
export function pagesOptions<T>(key: readonly unknown[], fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages'] as readonly unknown[],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
  });
}

/** Changes a list that is loaded whole, in its place; one that is not loaded stays so. */
export function patchList<T>(queries: QueryClient, key: readonly unknown[], change: (items: T[]) => T[]): void {
  queries.setQueryData<InfiniteData<Page<T>>>(key, (data) => {
    const [first] = data?.pages ?? [];
    return data && first ? { ...data, pages: [{ ...first, items: change(first.items) }, ...data.pages.slice(1)] } : data;
  });
}
