import { ActionIcon, Button, Group, Select, Switch, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { EmptyState } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import { trunksQuery } from '@/lib/api/routing';
import type { MessageRoutes } from '@/lib/api/schema.gen';
import { accountsQuery, textRoutesQuery } from '@/lib/api/text-roads';

import classes from './text-roads.module.css';

type Route = MessageRoutes['items'][number];
const PURPOSES = ['recovery', 'service', 'promotion'] as const;
const PRIORITIES = ['urgent', 'normal', 'bulk'] as const;
const FRESH: Route = { name: '', prefix: '', purpose: null, priority: null, via: 'gateway', account_id: null, trunk_id: null, enabled: true };

/** `account 3`, `gateway 2` or `gateway`: where a route leads, as one choice. */
const wayOf = (route: Route) => `${route.via} ${(route.via === 'account' ? route.account_id : route.trunk_id) ?? ''}`.trim();
function toWay(way: string): Pick<Route, 'via' | 'account_id' | 'trunk_id'> {
  const [via, id] = way.split(' ');
  const number = id === undefined ? null : Number(id);
  return via === 'account' ? { via, account_id: number, trunk_id: null } : { via: 'gateway', account_id: null, trunk_id: number };
}

export function RouteEditor({ routes, readOnly }: { routes: Route[]; readOnly: boolean }) {
  const { t } = useTranslation(['text-roads', 'common']);
  const queries = useQueryClient();
  const [rows, setRows] = useState(() => routes.map((route, index) => ({ key: index, route })));
  const accounts = useInfiniteQuery(accountsQuery).data?.items ?? [];
  const gateways = (useInfiniteQuery(trunksQuery).data?.items ?? []).filter((trunk) => trunk.kind === 'gsm');
  const ways = [
    ...accounts.map((account) => ({ value: `account ${account.id}`, label: t('route.by_account', { name: account.name }) })),
    { value: 'gateway', label: t('route.any_gateway') },
    ...gateways.map((trunk) => ({ value: `gateway ${trunk.id}`, label: t('route.by_gateway', { name: trunk.name }) })),
  ];
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT('/api/v1/message-routes', { body: { items: rows.map(({ route }) => route) } })),
    onSuccess: ({ items }) => {
      notifyGood(t('route.saved'));
      queries.setQueryData(textRoutesQuery.queryKey, items);
    },
  });
  const change = (key: number, part: Partial<Route>) => setRows((now) => now.map((row) => (row.key === key ? { key, route: { ...row.route, ...part } } : row)));
  const move = (index: number, by: number) =>
    setRows((now) => {
      const next = now.slice();
      const [row] = next.splice(index, 1);
      if (row) next.splice(index + by, 0, row);
      return next;
    });
  const nameless = rows.some(({ route }) => route.name.trim() === '');
  const changed = JSON.stringify(rows.map(({ route }) => route)) !== JSON.stringify(routes);
  return (
    <form
      className="zx-panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!nameless) save.mutate();
      }}
    >
      <fieldset disabled={readOnly} style={{ all: 'unset', display: 'block' }}>
        {rows.length === 0 && <EmptyState title={t('route.empty')}>{t('route.empty_hint')}</EmptyState>}
        <ol className={classes['routes']} aria-label={t('route.title')}>
          {rows.map(({ key, route: row }, index) => {
            const at = (name: string) => fieldError(save.error, `items[${index}].${name}`);
            const called = row.name.trim() === '' ? String(index + 1) : row.name;
            return (
              <li key={key} className={classes['route']}>
                <span className={classes['place']}>{index + 1}</span>
                <TextInput size="xs" label={t('route.name')} maxLength={60} value={row.name} error={at('name') ?? (row.name.trim() === '' && t('error.route_name'))} onChange={(event) => change(key, { name: event.currentTarget.value })} />
                <TextInput size="xs" label={t('route.prefix')} placeholder={t('route.every')} maxLength={16} value={row.prefix} error={at('prefix')} onChange={(event) => change(key, { prefix: event.currentTarget.value })} />
                <Select
                  size="xs"
                  label={t('route.purpose')}
                  placeholder={t('route.every')}
                  clearable={!readOnly}
                  clearButtonProps={{ 'aria-label': t('route.every') }}
                  disabled={readOnly}
                  value={row.purpose}
                  data={PURPOSES.map((value) => ({ value, label: t(`common:purpose.${value}`) }))}
                  onChange={(value) => change(key, { purpose: PURPOSES.find((one) => one === value) ?? null })}
                />
                <Select
                  size="xs"
                  label={t('route.priority')}
                  placeholder={t('route.every')}
                  clearable={!readOnly}
                  clearButtonProps={{ 'aria-label': t('route.every') }}
                  disabled={readOnly}
                  value={row.priority}
                  data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
                  onChange={(value) => change(key, { priority: PRIORITIES.find((one) => one === value) ?? null })}
                />
                <Select size="xs" label={t('route.way')} allowDeselect={false} disabled={readOnly} value={wayOf(row)} data={ways} error={at('account_id') ?? at('trunk_id')} onChange={(value) => value !== null && change(key, toWay(value))} />
                <Switch size="xs" mb={7} aria-label={t('route.enabled_of', { name: called })} checked={row.enabled} onChange={(event) => change(key, { enabled: event.currentTarget.checked })} />
                {!readOnly && (
                  <Group gap={2} wrap="nowrap" mb={3}>
                    <ActionIcon variant="subtle" aria-label={t('route.up', { name: called })} disabled={index === 0} onClick={() => move(index, -1)}>
                      <IconArrowUp size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon variant="subtle" aria-label={t('route.down', { name: called })} disabled={index === rows.length - 1} onClick={() => move(index, 1)}>
                      <IconArrowDown size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon variant="subtle" color="signal" aria-label={t('route.remove', { name: called })} onClick={() => setRows((now) => now.filter((one) => one.key !== key))}>
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                )}
              </li>
            );
          })}
        </ol>
      </fieldset>
      {!readOnly && (
        <div className={classes['foot']}>
          <Button size="xs" variant="default" onClick={() => setRows((now) => [...now, { key: Math.max(-1, ...now.map((one) => one.key)) + 1, route: FRESH }])}>
            {t('route.add')}
          </Button>
          <Group>
            <FormError error={save.error} fields={['items']} />
            <Button type="submit" size="xs" disabled={!changed || nameless} loading={save.isPending} data-testid="routes-save">
              {t('route.save')}
            </Button>
          </Group>
        </div>
      )}
    </form>
  );
}
