import { Button, Popover, Stack, Text } from '@mantine/core';
import { IconHeadset, IconHeadsetOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { reconnectPhone, takeOverPhone, usePhone, usePhoneStatus } from '@/lib/softphone/phone-store';

import classes from './phone-status.module.css';

/** How the line is, with what to do about it. */
export function PhoneStatus({ onCheck }: { onCheck: () => void }) {
  const { t } = useTranslation('call-bar');
  const [open, setOpen] = useState(false);
  const status = usePhoneStatus();
  const problem = usePhone((phone) => phone.problem);
  const Icon = status === 'registered' ? IconHeadset : IconHeadsetOff;
  return (
    <Popover opened={open} onChange={setOpen} position="right-end" shadow="md" width={270} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes['status']}
          data-testid="phone-status"
          data-state={status}
          data-problem={problem ?? undefined}
          aria-expanded={open}
          onClick={() => setOpen((was) => !was)}
        >
          <Icon size={20} stroke={1.8} aria-hidden />
          <span>{t(`phone.${status}`)}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t(`phone.${status}`)}>
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            {t(`phone.${status}`)}
          </Text>
          <Text size="sm">{problem ? t(`phone.problem.${problem}`) : t(`phone.explain_${status}`)}</Text>
          {status === 'elsewhere' && (
            <Button size="xs" onClick={takeOverPhone}>
              {t('phone.here')}
            </Button>
          )}
          {status === 'connecting' && (
            <Button size="xs" onClick={() => reconnectPhone()}>
              {t('phone.reconnect')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setOpen(false);
              onCheck();
            }}
          >
            {t('phone.check')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
