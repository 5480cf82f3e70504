import { useEffect } from 'react';
import { create } from 'zustand';

/** The name of the page that is open, for the tab's title; empty between two pages. */
export const usePageName = create<{ name: string }>(() => ({ name: '' }));

/** Says which page this is, as long as it is open. */
export function useNamePage(name: string): void {
  useEffect(() => {
    usePageName.setState({ name });
    return () => usePageName.setState({ name: '' });
  }, [name]);
}
