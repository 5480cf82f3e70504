import { api, unwrap } from './client';
import { pagesOptions } from './pages';

export const rulesQuery = pagesOptions(['rules'], (_cursor, signal) => unwrap(api.GET('/api/v1/rules', { signal })));
