import type { Page } from 'playwright-core';

/** The text that a fault of the page might take for HTML, or for the address of a script. */
const TEXT = JSON.stringify('<img src=x onerror="document.title=1">');

/** The expressions with which a script of a page turns text into HTML or into a script, or allows itself to. */
const WAYS = [
  `document.createElement('div').innerHTML = ${TEXT}`,
  `document.getElementById('root').outerHTML = ${TEXT}`,
  `document.body.insertAdjacentHTML('beforeend', ${TEXT})`,
  `document.createRange().createContextualFragment(${TEXT})`,
  `new DOMParser().parseFromString(${TEXT}, 'text/html')`,
  `document.write(${TEXT})`,
  `document.createElement('iframe').srcdoc = ${TEXT}`,
  `document.body.setAttribute('onclick', ${TEXT})`,
  `document.createElement('script').src = '/console/assets/other.js'`,
  `document.createElement('script').text = 'document.title = 1'`,
  `new Worker('/console/assets/other.js')`,
  `trustedTypes.createPolicy('default', { createHTML: (html) => html })`,
  `trustedTypes.createPolicy('other', { createScriptURL: (url) => url })`,
  `trustedTypes.createPolicy('rehearsal-worker', { createScriptURL: (url) => url })`,
] as const;

/** Lists the ways in which text becomes HTML or a script in a page: those that Trusted Types do not refuse. The page has started its worker. */
export async function listOpenWays(page: Page): Promise<string[]> {
  const tries = WAYS.map((way) => `[${JSON.stringify(way)}, () => { ${way}; }]`);
  return page.evaluate(`[${tries.join()}].flatMap(([way, take]) => {
    try {
      take();
      return [way];
    } catch (error) {
      return /Trusted ?(?:HTML|Script|ScriptURL|TypePolicy|Type)/.test(String(error)) ? [] : [\`\${way}: \${error}\`];
    }
  })`);
}

/** Returns whether a problem that a page reported is the refusal of such a way. */
export function isRefusedWay(problem: string): boolean {
  return /^This document requires 'Trusted|TrustedTypePolicy/.test(problem);
}
