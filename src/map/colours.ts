/** A colour that is told from the others with any kind of colour vision. */
export interface Colour {
  /** For a dark ground: contrast of 4.5 and more. */
  dark: string;
  /** For a light ground: contrast of 3 and more. */
  light: string;
}

/**
 * The colours of topics, in the order in which they are given out: the same number is the same topic on the map, in the digest's
 * picture and on the dashboard. Each two differ by 15 and more (CIEDE2000) for people with protanopia, deuteranopia, tritanopia
 * and without; colours.test.ts holds that.
 */
export const colours: readonly Colour[] = [
  { dark: '#d1e6ff', light: '#6d8eff' },
  { dark: '#ffde80', light: '#604c00' },
  { dark: '#00d9a3', light: '#008950' },
  { dark: '#ba716d', light: '#d67397' },
  { dark: '#0099a0', light: '#005254' },
  { dark: '#cc91f8', light: '#a14ba5' },
  { dark: '#a1ae00', light: '#8d9500' },
  { dark: '#e74f0d', light: '#980017' },
];

/** Messages in no topic. */
export const unsorted: Colour = { dark: '#5b6472', light: '#b4bac4' };
