import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Hono } from 'hono';

const CLIENT = new URL('../../../clients/web/', import.meta.url);
const MODULES = ['inbox-client', 'show-in-app-message'] as const;

/** The script of the page: it shows the first in-app message, and lists cards with a button each. */
const SCRIPT = `
import { InboxClient } from './inbox-client.js';
import { showInAppMessage } from './show-in-app-message.js';

const [baseUrl, pace] = [document.body.dataset.api, Number(document.body.dataset.pace)];
const getToken = async () => (await fetch('/inbox-token', { method: 'POST' })).text();
const client = new InboxClient({ baseUrl, getToken });
const [cards, status] = ['cards', 'status'].map((id) => document.getElementById(id));
const shown = new Set();

function showCard({ id, body }) {
  const [card, button] = [document.createElement('li'), document.createElement('button')];
  card.append(body);
  button.textContent = 'Dismiss';
  button.addEventListener('click', () => client.dismiss(id).then(() => card.remove()));
  card.append(button);
  cards.append(card);
}

client.poll({
  intervalMs: pace,
  onError: (error) => { status.textContent = String(error); },
  onMessages(messages) {
    status.textContent = messages.length + ' messages';
    for (const message of messages.filter(({ id }) => !shown.has(id))) {
      shown.add(message.id);
      if (message.channel === 'content_card') { showCard(message); continue; }
      showInAppMessage(document.body, message, {
        onButton: (buttonId) => client.pressButton(message.id, buttonId),
        onClick: () => client.click(message.id),
        onDismiss: () => client.dismiss(message.id),
      });
      client.markViewed(message.id);
    }
  },
});
`;

/** Creates the site of a shop whose page reads the inbox of a user at an address. Its policy allows no script but its own files. */
export function createShop({
  getApi,
  createToken,
}: {
  readonly getApi: () => string;
  readonly createToken: () => string;
}): Hono {
  const shop = new Hono();
  const serveScript = (path: string, script: string) =>
    shop.get(path, (context) => context.body(script, 200, { 'content-type': 'text/javascript' }));
  shop.get('/', (context) => {
    context.header('Content-Security-Policy', `default-src 'none'; script-src 'self'; connect-src 'self' ${getApi()}`);
    return context.html(
      `<!doctype html><title>Shop</title><body data-api="${getApi()}" data-pace="200"><p id="status"></p><ul id="cards"></ul><script type="module" src="page.js"></script>`,
    );
  });
  serveScript('/page.js', SCRIPT);
  for (const name of MODULES) {
    serveScript(`/${name}.js`, stripTypeScriptTypes(readFileSync(new URL(`${name}.ts`, CLIENT), 'utf8')));
  }
  shop.post('/inbox-token', (context) => context.text(createToken()));
  return shop;
}
