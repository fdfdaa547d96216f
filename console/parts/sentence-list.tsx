import { useTranslate } from '../context/texts.tsx';

interface SentenceListProps {
  /** Sentences in English, as the interface and the rules give them. */
  readonly sentences: readonly string[];
  readonly className?: string;
}

/** Lists sentences in the language of the reader. */
export function SentenceList({ sentences, className }: SentenceListProps) {
  const translate = useTranslate();
  return (
    <ul className={className}>
      {sentences.map((sentence) => (
        <li key={sentence}>{translate(sentence)}</li>
      ))}
    </ul>
  );
}
