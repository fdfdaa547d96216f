interface SentenceListProps {
  /** Sentences in the language of the reader. */
  readonly sentences: readonly string[];
  readonly className?: string;
}

/** Lists sentences as they are given. */
export function SentenceList({ sentences, className }: SentenceListProps) {
  return (
    <ul className={className}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
