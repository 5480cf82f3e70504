import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

function show(message: string, color: string, autoClose: number): void {
  notifications.show({ message, color, autoClose, closeButtonProps: { 'aria-label': i18next.t('common:close') } });
}

export function notifyError(message: string): void {
  show(message, 'signal', 8_000);
}

export function notifyGood(message: string): void {
  show(message, 'leaf', 4_000);
}

export function notifyWarning(message: string): void {
  show(message, 'honey', 8_000);
}
