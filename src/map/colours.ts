/** A colour that is told from the others with any kind of colour vision. */
export interface Colour {
  /** For a dark ground: contrast of 4.5 and more. */
  dark: string;
  /** For a light ground: contrast of 3 and more. */
  light: string;
}

/**
 * The colours of topics, in the order in which they are given out: the same number is the same topic on the map, in the digest's
 * picture and on the dashboard. Each two differ by 13 and more (CIEDE2000) for people with protanopia, deuteranopia, tritanopia
 * and without; colours.test.ts holds that.
 */
export const colours: readonly Colour[] = [
  { dark: '#cfdbff', light: '#2a3bc8' },
  { dark: '#ffe49a', light: '#846100' },
  { dark: '#92ffdc', light: '#005a39' },
  { dark: '#f85682', light: '#cb0100' },
  { dark: '#00afb2', light: '#00a39d' },
  { dark: '#d296ff', light: '#6c005d' },
  { dark: '#aaa936', light: '#989900' },
  { dark: '#ffa59b', light: '#d8736d' },
];

/** Messages in no topic. */
export const unsorted: Colour = { dark: '#5b6472', light: '#b4bac4' };
