import { create } from 'zustand';

import { api, setCsrfToken, unwrap } from '../api/client';
import { isApiError } from '../api/problem';
import type { Role, Session } from '../api/schema.gen';

import { may, type Ability } from './policy';

interface SessionState {
  /** undefined until the first answer, null when signed out. */
  session: Session | null | undefined;
  /** The person signed in by hand just now, so the phone check is offered. */
  fresh: boolean;
  /** The server ended the session; the sign-in page says so. */
  expired: boolean;
}

export const useSession = create<SessionState>(() => ({ session: undefined, fresh: false, expired: false }));

/** A mark in this browser that somebody signed in, so that a stranger's first look asks for no session. */
const MARK = 'zenix.signed-in';

function accept(session: Session, fresh: boolean): void {
  setCsrfToken(session.csrf_token);
  localStorage.setItem(MARK, 'yes');
  useSession.setState({ session, fresh, expired: false });
}

/** Resolves to whether somebody is signed in; throws where the server cannot say. */
export async function restoreSession(): Promise<boolean> {
  const known = useSession.getState().session;
  if (known !== undefined) return known !== null;
  if (localStorage.getItem(MARK) === null) {
    useSession.setState({ session: null });
    return false;
  }
  try {
    accept(await unwrap(api.GET('/api/v1/session')), false);
    return true;
  } catch (error) {
    if (!isApiError(error) || (error.status !== 401 && error.status !== 403)) throw error;
    forget();
    return false;
  }
}

function forget(expired = false): void {
  setCsrfToken('');
  localStorage.removeItem(MARK);
  useSession.setState({ session: null, fresh: false, expired });
}

export async function signIn(username: string, password: string): Promise<void> {
  accept(await unwrap(api.POST('/api/v1/session', { body: { username, password } })), true);
}

export async function signOut(): Promise<void> {
  try {
    await unwrap(api.DELETE('/api/v1/session'));
  } catch (error) {
    // An ended session is what was asked for.
    if (!isApiError(error) || error.status !== 401) throw error;
  }
  endSession(false);
}

export function endSession(expired: boolean): void {
  forget(expired);
}

export function useUser() {
  const user = useSession((state) => state.session?.user);
  if (!user) throw new Error('useUser outside a signed-in page');
  return user;
}

export function useMay(ability: Ability): boolean {
  const role: Role | undefined = useSession((state) => state.session?.user.role);
  return role !== undefined && may(role, ability);
}
