import { useEffect, useState } from 'preact/hooks';
import type { Colour } from '../../../src/map/colours.ts';

/** A topic's colour as a style of what is drawn in it: `var(--topic)`. */
export const inColour = (colour: Colour | undefined): Record<string, string> =>
  colour ? { '--topic': `light-dark(${colour.light}, ${colour.dark})` } : {};

const inDark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the reader's system is set to dark, and again when that changes. */
export function useInDark(): boolean {
  const [dark, setDark] = useState(inDark.matches);
  useEffect(() => {
    const changed = () => setDark(inDark.matches);
    inDark.addEventListener('change', changed);
    return () => inDark.removeEventListener('change', changed);
  }, []);
  return dark;
}
