import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { readPage } from './read-page.ts';

/** A browser of a person. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

/** The parts of an email that a mail catcher shows. */
export interface OpenedEmail {
  /** The status of each image. */
  readonly images: readonly (number | undefined)[];
  /** The addresses of the links. */
  readonly links: readonly string[];
}

/** Opens the page of an email as a browser does: it loads the document in its frame, and the images of the document. */
export async function openEmail(webUrl: string, id: number): Promise<OpenedEmail> {
  const page = await readPage(`${webUrl}/emails/${id}`, { 'user-agent': BROWSER });
  const [frame = ''] = listAttributes(page.body, 'iframe', 'src');
  const { body } = await readPage(new URL(frame, webUrl).href, { 'user-agent': BROWSER });
  const images = await Promise.all(
    listAttributes(body, 'img', 'src').map((url) => readPage(url, { 'user-agent': BROWSER })),
  );
  return { images: images.map(({ status }) => status), links: listAttributes(body, 'a', 'href') };
}

/** Returns the values of an attribute of all elements of a name. */
function listAttributes(document: string, element: string, attribute: string): string[] {
  const found: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isElementNode(node) && node.tagName === element)
      found.push(...node.attrs.filter(({ name }) => name === attribute).map(({ value }) => value));
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(document));
  return found;
}
