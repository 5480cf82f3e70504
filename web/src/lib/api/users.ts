import { api, unwrap } from './client';
import { pagesOptions } from './pages';

export const usersQuery = pagesOptions(['users'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/users', { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } }, signal })),
);
