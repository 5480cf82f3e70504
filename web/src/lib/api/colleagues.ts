import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';

/** To whom a call can go, those who are free first; asked anew while somebody chooses. */
export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  staleTime: 0,
  refetchInterval: 3_000,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/colleagues', { signal })).then((page) => page.items),
});
