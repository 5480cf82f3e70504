import { infiniteQueryOptions } from '@tanstack/react-query';

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
