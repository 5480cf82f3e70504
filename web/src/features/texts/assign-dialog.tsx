import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { customersQuery } from '@/lib/api/customers';
import type { Conversation, ConversationAssign } from '@/lib/api/schema.gen';
import { usersQuery } from '@/lib/api/users';

interface Props {
  conversation: Conversation;
  onMoved: (key: string) => void;
  onClose: () => void;
}

/** Whose conversation it is, and for a stranger which borrower it is. */
export function AssignDialog({ conversation, onMoved, onClose }: Props) {
  const { t } = useTranslation(['texts', 'common']);
  const queries = useQueryClient();
  const [owner, setOwner] = useState<string | null>(conversation.owner ? String(conversation.owner.id) : null);
  const [customer, setCustomer] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const users = useInfiniteQuery(usersQuery).data?.items ?? [];
  const found = useInfiniteQuery({ ...customersQuery(q), enabled: conversation.customer === null, placeholderData: keepPreviousData }).data?.items ?? [];
  const assign = useMutation({
    mutationFn: (body: ConversationAssign) => unwrap(api.POST('/api/v1/conversations/{key}/assign', { params: { path: { key: conversation.key } }, body })),
    onSuccess: async (now) => {
      notifyGood(t('assigned'));
      onClose();
      if (now.key !== conversation.key) onMoved(now.key);
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('assign_title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          assign.mutate({ user_id: owner === null ? null : Number(owner), ...(customer === null ? {} : { customer_id: Number(customer) }) });
        }}
      >
        <Stack gap="sm">
          <Select
            label={t('owner')}
            placeholder={t('nobody')}
            data-autofocus
            searchable
            openOnFocus={false}
            clearable
            clearButtonProps={{ 'aria-label': t('nobody') }}
            value={owner}
            data={users.filter((user) => user.active && user.role !== 'auditor').map((user) => ({ value: String(user.id), label: user.display_name }))}
            error={fieldError(assign.error, 'user_id')}
            onChange={setOwner}
          />
          {conversation.customer === null && (
            <Select
              label={t('is_borrower')}
              description={t('is_borrower_hint')}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': t('common:none') }}
              value={customer}
              searchValue={typed}
              data={found.map((one) => ({ value: String(one.id), label: one.name }))}
              filter={({ options }) => options}
              nothingFoundMessage={t('no_borrower')}
              error={fieldError(assign.error, 'customer_id')}
              onSearchChange={setTyped}
              onChange={setCustomer}
            />
          )}
          <FormError error={assign.error} fields={['user_id', 'customer_id']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={assign.isPending}>
              {t('assign_save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
