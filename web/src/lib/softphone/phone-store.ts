import { create } from 'zustand';

import { api, unwrap } from '../api/client';
import { isApiError } from '../api/problem';

import { PhoneLock } from './phone-lock';
import { SipLine } from './sip-line';
import { IDLE, type PhoneState, type Softphone } from './softphone';
import { SupervisedPhone } from './supervised-phone';

interface PhoneStore extends PhoneState {
  /** Another tab holds the phone. */
  elsewhere: boolean;
}

export const usePhone = create<PhoneStore>(() => ({ ...IDLE, elsewhere: false }));

let phone: Softphone | null = null;
let lock: PhoneLock | null = null;

function createPhone(): Softphone {
  return new SupervisedPhone({
    credentials: () => unwrap(api.GET('/api/v1/softphone')),
    openLine: (credentials, events) => new SipLine(credentials, events),
    isFinal: (error) => isApiError(error) && (error.status === 401 || error.status === 403),
  });
}

/** Runs the phone of this tab until the answer is called. */
export function startPhone(): () => void {
  const mine = createPhone();
  phone = mine;
  const unsubscribe = mine.subscribe((state) => usePhone.setState(state));
  const online = () => mine.reconnect();
  window.addEventListener('online', online);
  lock = new PhoneLock((held) => {
    usePhone.setState({ elsewhere: !held });
    if (held) mine.start();
    else mine.stop();
  });
  lock.start();
  return () => {
    window.removeEventListener('online', online);
    lock?.stop();
    lock = null;
    mine.stop();
    unsubscribe();
    phone = null;
    usePhone.setState({ ...IDLE, elsewhere: false });
  };
}

export const takeOverPhone = () => lock?.takeOver();
export const answerPhone = () => phone?.answer() ?? Promise.resolve();
export const reconnectPhone = () => phone?.reconnect();
export const phoneCounters = () => phone?.counters() ?? Promise.resolve(null);
export const releaseStalePhone = () => phone?.releaseStale();

export type PhoneStatus = 'registered' | 'connecting' | 'offline' | 'elsewhere';

export function usePhoneStatus(): PhoneStatus {
  return usePhone((state) => (state.elsewhere ? 'elsewhere' : state.line));
}
