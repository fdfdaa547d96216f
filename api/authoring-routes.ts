import type { Hono } from 'hono';
import type { ApiDeps } from './deps.ts';

/**
 * Registers the routes by which authors change, plan, preview and test campaigns. Their code checks and renders messages, with Liquid,
 * HTML and local times, which the other calls do not need: it is loaded by the first such call, and not by a cold start on AWS.
 */
export function registerAuthoringRoutes(app: Hono, deps: ApiDeps): void {
  app.put('/campaigns/:id', async (context) => {
    const { answerSave } = await import('./authoring/save.ts');
    return answerSave(context, context.req.param('id'), deps);
  });
  app.post('/campaigns/:id/publish', async (context) => {
    const { answerPublish } = await import('./authoring/publish.ts');
    return answerPublish(context, context.req.param('id'), deps);
  });
  app.post('/campaigns/:id/stop', async (context) => {
    const { answerStop } = await import('./authoring/stop.ts');
    return answerStop(context, context.req.param('id'), deps);
  });
  app.post('/campaigns/:id/archive', async (context) => {
    const { answerArchive } = await import('./authoring/archive.ts');
    return answerArchive(context, context.req.param('id'), deps);
  });
  app.post('/plan', async (context) => {
    const { answerPlan } = await import('./authoring/plan.ts');
    return answerPlan(context, deps);
  });
  app.post('/apply/begin', async (context) => {
    const { answerApplyBegin } = await import('./authoring/apply.ts');
    return answerApplyBegin(context, deps);
  });
  app.post('/apply/end', async (context) => {
    const { answerApplyEnd } = await import('./authoring/apply.ts');
    return answerApplyEnd(context, deps);
  });
  app.post('/campaigns/:id/apply', async (context) => {
    const { answerApply } = await import('./authoring/apply.ts');
    return answerApply(context, context.req.param('id'), deps);
  });
  app.get('/campaigns/:id/messages', async (context) => {
    const { previewSaved } = await import('./authoring/preview.ts');
    return previewSaved(context, context.req.param('id'), deps);
  });
  app.post('/preview', async (context) => {
    const { previewGiven } = await import('./authoring/preview.ts');
    return previewGiven(context, deps);
  });
  app.post('/test-sends', async (context) => {
    const { answerTestSend } = await import('./authoring/test-sends.ts');
    return answerTestSend(context, deps);
  });
}
