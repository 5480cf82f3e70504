import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { createAppTheme } from '@/components/styles/theme';
import { setSignedOutHandler } from '@/lib/api/client';
import { createQueryClient } from '@/lib/api/query-client';
import { endSession, useSession } from '@/lib/auth/session';

import { createAppRouter } from './router';

export function App() {
  const { t } = useTranslation('common');
  const theme = useMemo(() => createAppTheme(t('close')), [t]);
  const [queries] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter(queries));

  useEffect(() => {
    setSignedOutHandler(() => {
      if (useSession.getState().session) endSession(true);
    });
    return useSession.subscribe((now, before) => {
      if (before.session && now.session === null) {
        queries.clear();
        void router.navigate({ to: '/sign-in' });
      }
    });
  }, [queries, router]);

  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-center" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
