const KEY = 'zenix.skip-phone-check';

/** The person's wish not to be asked at sign-in, kept in this browser. */
export const skipCheck = {
  get: () => localStorage.getItem(KEY) === 'yes',
  set: (skip: boolean) => (skip ? localStorage.setItem(KEY, 'yes') : localStorage.removeItem(KEY)),
};
