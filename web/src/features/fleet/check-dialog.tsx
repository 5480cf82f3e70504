import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { FormError } from '@/components/form-error';
import { ErrorState, Loading } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import type { Gateway } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';

import { FindingsList } from './findings';

/** Asks a box that is kept, and lets an administrator write its voice settings and push address anew. */
export function CheckDialog({ box, onClose }: { box: Gateway; onClose: () => void }) {
  const { t } = useTranslation('fleet');
  const mayEdit = useMay('routing.edit');
  const [asked, setAsked] = useState<'provision' | 'push' | null>(null);
  const params = { path: { id: box.id } };
  // A look, though the contract has it as a POST; each opening asks the box anew.
  const probe = useQuery({
    queryKey: ['routing', 'probe', box.id],
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/gateways/{id}/probe', { params, signal })),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const provision = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/gateways/{id}/provision', { params, body: {} })),
    onSettled: () => setAsked(null),
  });
  const push = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/gateways/{id}/push-secret', { params })),
    onSettled: () => setAsked(null),
  });
  const address = push.data && `${location.origin}${push.data.path}`;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('checks.title', { name: box.name })}>
      <Stack gap="md">
        {probe.isFetching && <Loading rows={4} height={24} />}
        {!probe.isFetching && probe.error !== null && <ErrorState error={probe.error} />}
        {!probe.isFetching && probe.data && <FindingsList found={probe.data} />}
        {provision.data && (
          <div>
            <Text fw={600} size="sm" mb={6}>
              {t('checks.provisioned')}
            </Text>
            <FindingsList found={provision.data} />
          </div>
        )}
        {address !== undefined && (
          <div>
            <Text size="sm" mb={6}>
              {t('checks.push_once')}
            </Text>
            <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {address}
            </Code>
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" mt={6} onClick={copy}>
                  {copied ? t('checks.copied') : t('checks.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
        )}
        <FormError error={provision.error ?? push.error} />
        <Group justify="space-between">
          <Group>
            {mayEdit && (
              <Button variant="default" onClick={() => setAsked('provision')}>
                {t('checks.provision')}
              </Button>
            )}
            {mayEdit && (
              <Button variant="default" onClick={() => setAsked('push')}>
                {t('checks.push')}
              </Button>
            )}
          </Group>
          <Button loading={probe.isFetching} onClick={() => void probe.refetch()}>
            {t('checks.again')}
          </Button>
        </Group>
      </Stack>
      <ConfirmModal
        opened={asked !== null}
        title={t(asked === 'push' ? 'checks.push_title' : 'checks.provision_title', { name: box.name })}
        confirmLabel={t(asked === 'push' ? 'checks.push' : 'checks.provision')}
        loading={provision.isPending || push.isPending}
        onConfirm={() => (asked === 'push' ? push.mutate() : provision.mutate())}
        onClose={() => setAsked(null)}
      >
        {t(asked === 'push' ? 'checks.push_text' : 'checks.provision_text')}
      </ConfirmModal>
    </Modal>
  );
}
