import { MAILBOX_EXPECTED, parseMailbox } from './contracts/mailbox.ts';
import { hasVisibleCharacter } from './contracts/visible-character.ts';
import type { TemplateField } from './template-fields.ts';

/** The check of a rendered text, which returns what is wrong with it. */
type FindProblem = (text: string) => string | undefined;

const URL_FIELDS: readonly unknown[] = ['url', 'imageUrl'];
const MAILBOX_FIELDS: readonly unknown[] = ['from', 'replyTo'];
/** The schemes whose URLs run code, or carry a page of their own. */
const ACTIVE_SCHEMES: readonly unknown[] = ['javascript', 'vbscript', 'data', 'blob', 'file', 'about'];

const URL_PROBLEM = 'the url has another scheme than https:// and http://';

/** Returns the check of the rendered texts of a field (R90); undefined if every text is right. Whether a text is blank is checked elsewhere. */
export function createProblemFinder(field: TemplateField): FindProblem | undefined {
  const isWrong = createTest(field);
  if (isWrong === undefined) return undefined;
  const problem = field.channel === 'email' ? `it is not ${MAILBOX_EXPECTED}` : URL_PROBLEM;
  return (rendered) => (hasVisibleCharacter(rendered) && isWrong(rendered) ? problem : undefined);
}

function createTest({ channel, path, text }: TemplateField): ((rendered: string) => boolean) | undefined {
  if (channel === 'email')
    return MAILBOX_FIELDS.includes(path[0]) ? (rendered) => parseMailbox(rendered) === undefined : undefined;
  // The host of a webhook is checked in its template: nothing that is rendered changes it (R88).
  if (channel === 'webhook' || !URL_FIELDS.includes(path.at(-1))) return undefined;
  const scheme = getScheme(text);
  const isDeepLink = scheme !== undefined && !ACTIVE_SCHEMES.includes(scheme);
  return isDeepLink ? undefined : hasOtherScheme;
}

/** Returns whether a url has a scheme, and another one than http or https. Browsers skip blanks and controls in it. */
function hasOtherScheme(url: string): boolean {
  const hasScheme = /^[^/?#]*:/.test(url.replace(/[\s\p{Cc}]/gu, ''));
  return hasScheme && !/^https?:\/\//i.test(url);
}

/** Returns whether a template is the cause of each problem of its texts, because it begins with a scheme of its own. */
export function beginsWithScheme(template: string): boolean {
  return getScheme(template) !== undefined;
}

/** Returns the scheme of a url that its author wrote, such as that of a deep link into an app. A user cannot change it. */
function getScheme(template: string): string | undefined {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(template)?.[1]?.toLowerCase();
}
