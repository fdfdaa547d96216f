import { escapeHtml } from '../../core/html/escape-html.ts';
import type { UnfinishedBuild } from './console-build.ts';
import { createPlainPageHeaders } from './page-headers.ts';

/** The script that reloads the page. A browser does not reload for a `meta` element if the address has a fragment, as those of the console do. */
const SCRIPT = 'setTimeout(() => location.reload(), 2000);';

const STYLE =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:44rem;margin:15vh auto;padding:0 1rem}pre{white-space:pre-wrap;font-size:13px}';

/** The headers of the page that is shown while there is no console. */
export const WAITING_PAGE_HEADERS = createPlainPageHeaders(STYLE, SCRIPT);

/** Formats the page that is shown while the console is being built, which reloads itself, or if that failed, with the reason. */
export function formatWaitingPage(build: UnfinishedBuild): string {
  const isBuilding = build.state === 'building';
  const script = isBuilding ? `<script>${SCRIPT}</script>` : '';
  const content = isBuilding
    ? '<h1>The console is being built</h1><p>This happens once after each change of its source, and takes some seconds. This page reloads itself. The HTTP interface answers meanwhile.</p>'
    : `<h1>The console could not be built</h1><p>The HTTP interface and the command line work without it. Reload this page to build it again.</p><pre>${escapeHtml(build.reason)}</pre>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${script}<title>Campaign Connector</title><style>${STYLE}</style></head><body>${content}</body></html>`;
}
