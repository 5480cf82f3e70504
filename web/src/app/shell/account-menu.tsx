import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconHeadset, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { notifyError, notifyWarning } from '@/components/notify';
import { signOut, useUser } from '@/lib/auth/session';
import { useLive } from '@/lib/events/live-store';

import classes from './rail.module.css';

interface Props {
  onCheckPhone: (() => void) | undefined;
  onHelp: () => void;
}

const LOOKS = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ onCheckPhone, onHelp }: Props) {
  const { t } = useTranslation(['app', 'common']);
  const user = useUser();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const initials = user.display_name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const leave = () => {
    if (useLive.getState().me.call) {
      notifyWarning(t('menu.sign_out_call'));
      return;
    }
    signOut().catch((error: unknown) => notifyError(errorText(error)));
  };
  return (
    <Menu position="right-end" shadow="md" width={220}>
      <Menu.Target>
        <button type="button" className={classes['account']} aria-label={t('menu.label', { name: user.display_name })} data-testid="account-menu">
          <span className={classes['initials']} data-initials={initials} aria-hidden />
          <span>{user.display_name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{`${user.display_name} · ${t(`common:role.${user.role}`)}`}</Menu.Label>
        {onCheckPhone && (
          <Menu.Item leftSection={<IconHeadset size={16} aria-hidden />} onClick={onCheckPhone} data-testid="check-phone">
            {t('menu.check')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp} data-testid="open-help">
          {t('menu.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('menu.theme')}</Menu.Label>
        {LOOKS.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden />}
            aria-current={colorScheme === value || undefined}
            fw={colorScheme === value ? 600 : 400}
            onClick={() => setColorScheme(value)}
          >
            {t(`menu.${value === 'auto' ? 'system' : value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave} data-testid="sign-out">
          {t('menu.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
