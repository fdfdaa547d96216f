import { Hono } from 'hono';
import type { CaughtEmails } from './caught-emails.ts';
import { formatEmail, formatList, openLinksInTabs, SANDBOX } from './pages.ts';

/** The names of this machine. A page of another site could point a name of its own here, and read emails. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Creates the web pages of the mail catcher: a list, each email, and the list as JSON. */
export function createWebPages(emails: CaughtEmails): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!LOOPBACK_NAMES.includes(new URL(context.req.url).hostname)) return context.text('unknown host', 421);
    await next();
    context.res.headers.set('X-Content-Type-Options', 'nosniff');
    context.res.headers.set('Cache-Control', 'no-store');
  });
  app.get('/', (context) => context.html(formatList(emails.list())));
  app.get('/messages', (context) => context.json({ messages: emails.list() }));
  app.get('/emails/:id', (context) => {
    const email = emails.get(Number(context.req.param('id')));
    return email === undefined ? context.notFound() : context.html(formatEmail(email));
  });
  app.get('/emails/:id/html', (context) => {
    const document = emails.get(Number(context.req.param('id')))?.html;
    if (document === undefined) return context.notFound();
    // Also where it is opened outside of the frame, the document is in a sandbox.
    return context.html(openLinksInTabs(document), 200, { 'Content-Security-Policy': `sandbox ${SANDBOX}` });
  });
  return app;
}
