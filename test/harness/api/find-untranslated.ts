import { findConsoleCall } from '../../../cli/console/console-calls.ts';
import { translateToPortuguese } from '../../../language/sentences/pt-br.ts';

/** A part of an answer as it is parsed, of which nothing is known. */
type Part = Readonly<Record<string, unknown>>;

/**
 * Returns the first sentence of an answer that the console may show and that has no translation; undefined if there is none. What providers and libraries
 * say is kept as it is, so that only what was expected counts of a fault.
 */
export function findUntranslated(method: string, path: string, body: unknown): string | undefined {
  if (findConsoleCall(method, path) === undefined || isOfGateway(body)) return undefined;
  return listSentences(body).find(
    (sentence) => sentence.includes(' ') && translateToPortuguese(sentence) === undefined,
  );
}

/** Returns whether API Gateway answers, which refuses a call before the interface sees it. */
function isOfGateway(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'message' in body;
}

/** The fields of answers that hold a sentence, or several. What `reason` and `detail` hold comes from templates and providers, too. */
const SENTENCES = ['message', 'ErrorMessage', 'expected', 'warnings'];
/** The fields of answers that hold what users and authors wrote, or errors in the words of what failed. */
const FOREIGN = ['entry', 'definition', 'trigger', 'messages', 'attributes', 'changes', 'text', 'sample'];

function listSentences(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(listSentences);
  if (typeof value !== 'object' || value === null) return [];
  const part: Part = { ...value };
  return Object.entries(part).flatMap(([name, inner]) => {
    if (FOREIGN.includes(name)) return [];
    if (!SENTENCES.includes(name)) return listSentences(inner);
    return [inner].flat().filter((each) => typeof each === 'string');
  });
}
