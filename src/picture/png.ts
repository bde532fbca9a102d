import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';

/** Inter for most, DejaVu for scripts that Inter lacks: they come with Hubbub, so every machine draws the same. */
const fontFiles = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
].map((path) => fileURLToPath(import.meta.resolve(path)));

/** Letters of scripts that neither has, such as Chinese, Japanese, Korean, Thai and those of India. */
const foreign =
  /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Armenian}\p{Script=Georgian}])\p{L}/u;

/**
 * Draws an SVG as PNG, in another thread. Fonts of the machine are looked at only for letters that the ones that come with
 * Hubbub lack; where there is none either, such letters become boxes.
 *
 * @param scale pixels for each unit of the SVG
 */
export async function toPng(svg: string, { scale = 1 } = {}): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      fontFiles,
      loadSystemFonts: foreign.test(svg),
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
  });
  return image.asPng();
}
