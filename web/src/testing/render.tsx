import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';

import { createAppTheme } from '@/components/styles/theme';

export function renderWithApp(node: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const user = userEvent.setup();
  render(
    <MantineProvider theme={createAppTheme('Close')} env="test">
      <QueryClientProvider client={queries}>{node}</QueryClientProvider>
    </MantineProvider>,
  );
  return { user, queries };
}
