import type { Hono } from 'hono';
import type { ApiDeps } from './deps.ts';

/** The functions that load the calls of authors. */
const CALLS = {
  save: () => import('./authoring/save.ts'),
  publish: () => import('./authoring/publish.ts'),
  stop: () => import('./authoring/stop.ts'),
  archive: () => import('./authoring/archive.ts'),
  plan: () => import('./authoring/plan.ts'),
  apply: () => import('./authoring/apply.ts'),
  preview: () => import('./authoring/preview.ts'),
  testSends: () => import('./authoring/test-sends.ts'),
} as const;

/**
 * Registers the routes by which authors change, plan, preview and test campaigns. Their code checks and renders messages, with Liquid,
 * HTML and local times, which the other calls do not need: it is loaded by the first such call, and not by a cold start on AWS.
 */
export function registerAuthoringRoutes(app: Hono, deps: ApiDeps): void {
  app.put('/campaigns/:id', async (context) => (await CALLS.save()).answerSave(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/publish', async (context) =>
    (await CALLS.publish()).answerPublish(context, context.req.param('id'), deps),
  );
  app.post('/campaigns/:id/stop', async (context) =>
    (await CALLS.stop()).answerStop(context, context.req.param('id'), deps),
  );
  app.post('/campaigns/:id/archive', async (context) =>
    (await CALLS.archive()).answerArchive(context, context.req.param('id'), deps),
  );
  app.post('/plan', async (context) => (await CALLS.plan()).answerPlan(context, deps));
  app.post('/apply/begin', async (context) => (await CALLS.apply()).answerApplyBegin(context, deps));
  app.post('/apply/end', async (context) => (await CALLS.apply()).answerApplyEnd(context, deps));
  app.post('/campaigns/:id/apply', async (context) =>
    (await CALLS.apply()).answerApply(context, context.req.param('id'), deps),
  );
  app.get('/campaigns/:id/messages', async (context) =>
    (await CALLS.preview()).previewSaved(context, context.req.param('id'), deps),
  );
  app.post('/preview', async (context) => (await CALLS.preview()).previewGiven(context, deps));
  app.post('/test-sends', async (context) => (await CALLS.testSends()).answerTestSend(context, deps));
}

/** Loads the calls of authors, for a server whose files may be replaced while it runs. */
export async function loadAuthoringCalls(): Promise<void> {
  for (const load of Object.values(CALLS)) await load();
}
