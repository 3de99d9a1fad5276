import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

let hasNavigated = false;

/**
 * Called after each change of page. Focus goes to the new heading, so that a screen reader reads it
 * and Tab starts there; the first page keeps the browser's own start, before the skip link.
 */
export function focusHeading(): void {
  hasNavigated = true;
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

/** The one first-level heading of a page. Takes over the focus when it replaces a placeholder's. */
export function PageHeading({ size, children }: { size?: 'h1' | 'h2'; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasNavigated && document.activeElement === document.body)
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Title ref={heading} order={1} size={size} tabIndex={-1}>
      {children}
    </Title>
  );
}
