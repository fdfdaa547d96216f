/** A name or a phrase that docs/vocabulary.md replaces and that some files may use all the same, with the reason. */
interface AllowedWord {
  readonly word: string;
  /** The beginning of the paths of those files. */
  readonly in: string;
  readonly why: string;
}

/** The legitimate uses of replaced words. */
export const allowedWords: readonly AllowedWord[] = [
  { word: 'handedOnAt', in: '', why: 'An attribute of messages in a queue, which are read by the next version too.' },
  { word: 'end-waits', in: '', why: 'The name of a Lambda function, of its log group and of its file in functions/.' },
  { word: 'endWaits', in: 'test/', why: 'The name by which tests import the handler of functions/end-waits.ts.' },
  {
    word: 'ENDINGS_QUEUE_URL',
    in: 'core/contracts/environment.ts',
    why: 'The name of an environment variable of deployed functions.',
  },
  { word: 'endings', in: 'test/frozen/', why: 'A key and the name of a queue in the fixtures of test/frozen/v1.' },
  { word: 'at-once', in: 'test/frozen/', why: 'The id of a campaign in the fixtures of test/frozen/v1.' },
  { word: 'handed on', in: 'test/frozen/queues.test.ts', why: 'A part of a key in the fixtures of test/frozen/v1.' },
  { word: 'EndWaits', in: 'test/lib/', why: 'The id of a construct, from which logical ids of resources are made.' },
  { word: 'everybody', in: 'lib/wave-definition.ts', why: 'A part of the name of a state of the wave machine.' },
  { word: 'everybody', in: 'test/lib/wave-', why: 'A part of the name of a state of the wave machine.' },
  {
    word: 'at-once',
    in: 'test/server/opening.test.ts',
    why: 'The id of a campaign in a store that version 0.1.0 wrote.',
  },
  { word: 'EndWaitsQueue', in: 'docs/operating/', why: 'The name of a queue in the console of AWS.' },
  { word: 'atMost', in: '', why: 'A field of a frequency cap in the settings, as people write and read it.' },
];

/** Returns whether a file may use a word. */
export function isAllowedWord(path: string, word: string): boolean {
  return allowedWords.some((allowed) => allowed.word === word && path.startsWith(allowed.in));
}
