import { notifications } from '@mantine/notifications';

export function notifyError(message: string): void {
  notifications.show({ message, color: 'signal', autoClose: 8_000 });
}

export function notifyGood(message: string): void {
  notifications.show({ message, color: 'leaf', autoClose: 4_000 });
}

export function notifyWarning(message: string): void {
  notifications.show({ message, color: 'honey', autoClose: 8_000 });
}
