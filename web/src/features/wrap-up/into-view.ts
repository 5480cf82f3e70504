/** A ref for what opens below the fold: the picked outcome's own fields come into sight. */
export function intoView(element: HTMLElement | null): void {
  // jsdom has no layout and no such method.
  (element as Partial<HTMLElement> | null)?.scrollIntoView?.({ block: 'nearest' });
}
