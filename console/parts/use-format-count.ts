import { useLoadedTexts } from '../context/texts.tsx';

/** Returns a function that formats a count in the language of the reader; an absent count is 0. */
export function useFormatCount(): (count: number | undefined) => string {
  const { locale } = useLoadedTexts();
  const format = new Intl.NumberFormat(locale);
  return (count = 0) => format.format(count);
}
