import { useTexts, useTranslate } from '../context/texts.tsx';

/** Shows the reason of a delivery or of a test, in words and with its code; nothing without a reason. */
export function DeliveryReason({ reason }: { readonly reason: string | undefined }) {
  const { messages } = useTexts();
  const translate = useTranslate();
  if (reason === undefined) return null;
  const sentences: Readonly<Record<string, string>> = messages.deliveryReasons;
  const sentence = Object.hasOwn(sentences, reason) ? sentences[reason] : undefined;
  return sentence === undefined ? (
    translate(reason)
  ) : (
    <>
      {sentence} <code>{reason}</code>
    </>
  );
}
