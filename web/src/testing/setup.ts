import '@testing-library/jest-dom/vitest';

import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';

import { startI18n } from '@/app/i18n';
import { setCsrfToken } from '@/lib/api/client';
import { useSession } from '@/lib/auth/session';
import { resetLive } from '@/lib/events/live-store';

import { server } from './server';

// What Mantine asks of a browser and jsdom has not.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
Element.prototype.scrollIntoView = () => undefined;
HTMLMediaElement.prototype.play = () => Promise.resolve();
HTMLMediaElement.prototype.pause = () => undefined;

beforeAll(async () => {
  await startI18n();
  server.listen({ onUnhandledRequest: 'error' });
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
  resetLive();
  setCsrfToken('');
  useSession.setState({ session: undefined, fresh: false, expired: false });
  localStorage.clear();
  sessionStorage.clear();
});
afterAll(() => server.close());
