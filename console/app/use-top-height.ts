import { type RefObject, useEffect } from 'react';

/** The height in pixels of the bar below the top, which opens the navigation. */
const TOOLBAR_HEIGHT = 42;

/** Writes the height of what stays at the top of the page to the style property `--console-top`, for parts of pages that stay below it. */
export function useTopHeight(top: RefObject<HTMLElement | null>, hasToolbar = true): void {
  useEffect(() => {
    const element = top.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty(
        '--console-top',
        `${element.offsetHeight + (hasToolbar ? TOOLBAR_HEIGHT : 0)}px`,
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [top, hasToolbar]);
}
