import { useTexts } from '../context/texts.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { splitCapSpan } from './cap-fields.ts';
import type { SettingsAnswer } from './settings-answer.ts';

/** Returns a function that describes a frequency cap in a sentence. */
export function useDescribeCap(): (cap: SettingsAnswer['frequencyCaps'][number]) => string {
  const { settings, messages } = useTexts();
  const formatCount = useFormatCount();
  const channels: Readonly<Record<string, string>> = messages.channels;
  return (cap) => {
    const { length, unit } = splitCapSpan(cap.in);
    const channel = cap.channel === undefined ? undefined : (channels[cap.channel] ?? cap.channel);
    return settings.caps.sentence(formatCount(cap.atMost), settings.span(length, unit), channel);
  };
}
