import { parseTemplate } from '../../../language/sentence-template.ts';
import type { SentenceCatalogue, Translate } from '../../../language/translate.ts';
import { readRepositoryFile, sentenceFiles } from '../docs/rule-citations.ts';
import { parseSource, type SourceFile } from '../wording/source-files.ts';
import { findSourceSentences, type SourceSentence, VALUE } from './source-sentences.ts';

/** The files whose sentences reach a page of the console: in answers of the interface, or from the rules that run in the browser. */
const SHOWN =
  /^(?:core|api|engine|rehearse|sources\/braze-currents|channels\/(?:webhook|inbox)|cli\/console|server\/console)\/|^language\/(?:en|delivery-reasons-en)\.ts$|^console\/rehearsal\/(?:read-campaign-texts|guard-calls)\.ts$|^server\/(?:check-cross-site|retry-due|server)\.ts$|^adapters\/sqlite\/store-failure\.ts$/;

/** The files of these folders whose sentences the console never shows, by what reads them instead. */
const NOT_SHOWN: Readonly<Record<string, RegExp>> = {
  'readers of the OpenAPI document': /^api\/(?:routes|openapi)\.ts$/,
  'editors that complete campaign files by the JSON schema': /^core\/(?:campaign-schema|project\/project-schemas)\.ts$/,
  'readers of the documentation': /^core\/contracts\/(?:catalogue|calls)\.ts$/,
  'operators, in alarms and answers of the interface: the console has texts of its own':
    /^core\/contracts\/dead-letter-queues\.ts$/,
  'operators, in errors and logs about what a store returned': /^core\/stored\//,
  'developers, in errors about the input of a Lambda':
    /^core\/contracts\/(?:cancel-waits-schema|wave-schema|pack|test-send)\.ts$/,
  'operators, in errors at the start':
    /^channels\/webhook\/(?:allowed-hosts|secrets)\.ts$|^cli\/console\/(?:listen-on-loopback|open-browser)\.ts$/,
  'recipients of messages, and apps': /^api\/public\/|^core\/test-message\.ts$/,
  'browsers, as headers and files':
    /^server\/console\/(?:page-headers|waiting-page|builder|static-files)\.ts$|\/request-parts\.ts$/,
};

/** The texts that are names or values for programs, parts of other sentences, or lines of the command line. */
const NO_SENTENCES: readonly RegExp[] = [
  // Calls, and the types of events.
  /^(?:GET|PUT|POST) \/|^HTTP \0$/,
  /^(?:Campaign Interaction|User Behavior|User Profile Updated|User Deleted|User Erased|Users Merged|Message Dispatched|Enrollment Changed|Campaign Published|Campaign Stopped)$/,
  // Defaults of fields, and values of contracts.
  /^(?:none|everyone|never|true|hold|user|session\.started|\d+ (?:second|hour|hours|days))$/,
  // The names of lists in cursors, of keys and of what is tried again.
  /^(?:deliveries of a (?:dispatch|user)|enrollments of a user|decisions from the newest|waves of a campaign|slots of a user|history of merges|merge refused|user deleted|profile too large|delivery \0)$/,
  // Words that compare faults inside of a module.
  /^(?:too deep|, found )$/,
  // Parts, each of which another sentence of the catalogue has.
  /^(?:; and \0 more|; this looks like an event as EventBridge delivers it.*|line:\0, col:\0|line \0|parts of regular expressions|\0 seconds)$/,
  // Lines of `explain`, `deliveries` and `pause`.
  /\(event \0|^(?:\0 )?\0 to \0 {2}\0/,
  /^(?:waits to be sent, next attempt|is being sent, until|accepted by the provider|refused|expired|unknown since|held back) \0/,
  /^\0 (?:since \0 )?by \0$|was merged into \0\. What follows/,
  // Errors that are thrown by their makers.
  /^a message of \0 is claimed and not sent yet|^the first merge: it comes again/,
  /^CET EET EST/,
];

/** Values that the sentences of the source may contain: a number, a span of time, another sentence, words of closed lists, any text, and nothing. */
const SAMPLES = ['7', '7 days', 'true or false', 'version', 'published', 'account', 'conditions', 'email', 'Ada', ''];
const MAX_SAMPLES = 1_000;

/** Returns the files whose sentences the console may show, parsed. */
export function readShownFiles(): SourceFile[] {
  return sentenceFiles()
    .filter((path) => SHOWN.test(path) && !Object.values(NOT_SHOWN).some((pattern) => pattern.test(path)))
    .map((path) => parseSource(path, readRepositoryFile(path)));
}

/** Returns the sentences of the source that people read and that have no translation, each with its place. */
export function findMissingSentences(files: readonly SourceFile[], translate: Translate): string[] {
  const sentences = findSourceSentences(files).filter((sentence) => !isForPrograms(sentence));
  const missing = new Set(
    [...new Set(sentences.map(({ text }) => text))].filter((text) => !hasTranslation(text, translate)),
  );
  return sentences
    .filter(({ text }) => missing.has(text))
    .map(({ path, line, text }) => `${path}:${line}: ${text.replaceAll(VALUE, '…')}`);
}

/** Returns the patterns of files and of texts without a translation that the source does not have. */
export function findUnusedExemptions(files: readonly SourceFile[]): string[] {
  const sentences = findSourceSentences(files);
  const paths = sentenceFiles();
  return [
    ...NO_SENTENCES.filter((pattern) => !sentences.some(({ text }) => pattern.test(text))),
    ...Object.values(NOT_SHOWN).filter((pattern) => !paths.some((path) => pattern.test(path))),
  ].map(String);
}

/** Returns the English sentences of a catalogue that no sentence of the source is, or has as a part. */
export function findUnmadeSentences(files: readonly SourceFile[], catalogue: SentenceCatalogue): string[] {
  const made = findSourceSentences(files).map(({ text }) => text);
  return Object.keys(catalogue).filter((english) => {
    const { literals } = parseTemplate(english, '');
    const pattern = new RegExp(literals.map((literal) => RegExp.escape(literal)).join('[^]*'));
    return !made.some((text) => pattern.test(text));
  });
}

function isForPrograms({ text }: SourceSentence): boolean {
  return NO_SENTENCES.some((pattern) => pattern.test(text));
}

function hasTranslation(text: string, translate: Translate): boolean {
  return fillValues(text.split(VALUE))
    .take(MAX_SAMPLES)
    .some((sample) => translate(sample) !== undefined);
}

/** Returns a sentence with example values in place of its values, of every kind in every place. */
function* fillValues([first = '', second, ...rest]: readonly string[]): Generator<string> {
  if (second === undefined) yield first;
  else for (const sample of SAMPLES) yield* fillValues([`${first}${sample}${second}`, ...rest]);
}
