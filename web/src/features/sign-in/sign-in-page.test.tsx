import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';

import { signOut } from '@/lib/auth/session';
import { renderWithApp } from '@/testing/render';
import { sampleSession } from '@/testing/samples';
import { server } from '@/testing/server';

import { SignInPage } from './sign-in-page';

const problem = (status: number, headers: Record<string, string> = {}) =>
  HttpResponse.json({ type: 'about:blank', title: 'No', status, code: 'x', detail: 'From the server.' }, { status, headers });

async function fill(done = vi.fn()) {
  const { user } = renderWithApp(<SignInPage onDone={done} />);
  await user.type(screen.getByTestId('sign-in-username'), 'asha');
  await user.type(screen.getByTestId('sign-in-password'), 'secret-enough');
  await user.click(screen.getByTestId('sign-in-submit'));
  return { user, done };
}

describe('signing in', () => {
  it('sends name and password, keeps the CSRF token for unsafe requests', async () => {
    const bodies: unknown[] = [];
    let token: string | null = null;
    server.use(
      http.post('*/api/v1/session', async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json(sampleSession());
      }),
      http.delete('*/api/v1/session', ({ request }) => {
        token = request.headers.get('x-csrf-token');
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { done } = await fill();
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(bodies).toEqual([{ username: 'asha', password: 'secret-enough' }]);
    await signOut();
    expect(token).toBe('token-of-the-session');
  });

  it('says that name or password is wrong', async () => {
    server.use(http.post('*/api/v1/session', () => problem(401)));
    const { done } = await fill();
    expect(await screen.findByRole('alert')).toHaveTextContent('User name or password is wrong.');
    expect(done).not.toHaveBeenCalled();
  });

  it('counts down when throttled and takes no try until then', async () => {
    server.use(http.post('*/api/v1/session', () => problem(429, { 'retry-after': '42' })));
    await fill();
    expect(await screen.findByRole('alert')).toHaveTextContent(/Try again in 0:4[12]/);
    expect(screen.getByTestId('sign-in-submit')).toBeDisabled();
  });

  it('says when the server is away', async () => {
    server.use(http.post('*/api/v1/session', () => HttpResponse.error()));
    await fill();
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer');
  });

  it('asks for both fields', async () => {
    const { user } = renderWithApp(<SignInPage onDone={vi.fn()} />);
    await user.click(screen.getByTestId('sign-in-submit'));
    expect(screen.getByRole('alert')).toHaveTextContent('Enter your user name and password.');
  });
});
