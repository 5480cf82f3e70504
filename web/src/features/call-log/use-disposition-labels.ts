import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { dispositionsQuery } from '@/lib/api/customers';

/** From a code to what people call it. */
export function useDispositionLabels(): (code: string | null) => string | null {
  const { data } = useQuery(dispositionsQuery);
  return useCallback((code) => (code === null ? null : (data?.find((one) => one.code === code)?.label ?? code)), [data]);
}
