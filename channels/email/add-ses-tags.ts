import { editHtml } from './edit-html.ts';
import { listLinks } from './list-links.ts';

/**
 * Writes into an email which of its links SES is not to track, and what the others are called in their clicks (R94). SES removes these
 * attributes from what it sends.
 */
export function addSesTags(html: string): string {
  const edits = listLinks(html).flatMap(({ tag, alias, isExcluded }) => {
    const { nameEnd, values } = tag;
    const text = isExcluded
      ? addMissing(values, 'ses:no-track', ' ses:no-track')
      : addMissing(values, 'ses:tags', alias === undefined ? '' : ` ses:tags="alias:${alias};"`);
    return text === '' ? [] : [{ from: nameEnd, to: nameEnd, text }];
  });
  return editHtml(html, edits);
}

function addMissing(values: ReadonlyMap<string, unknown>, name: string, text: string): string {
  return values.has(name) ? '' : text;
}
