import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { toFaults } from '../core/contracts/fault.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { settingsChangeSchema } from '../core/contracts/settings.ts';
import type { Services } from '../core/ports.ts';
import { getNeededConsents, getTracking, type SettingsConflict, type SettingsState } from '../core/settings.ts';
import type { DocumentBusy } from '../engine/change-document.ts';
import { changeSettings, getCompanyZone } from '../engine/change-settings.ts';
import { explainSettingsRevision } from '../language/en.ts';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { readJsonBody } from './read-body.ts';
import { respond } from './respond.ts';
import { respondFaults } from './respond-faults.ts';
import type { SettingsView } from './schemas/settings.ts';
import { formatVersionTag, readRevisionCondition } from './version-condition.ts';

/** Registers the routes that show and change the settings of the installation. */
export function registerSettingsRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/settings', (context) => showSettings(context, deps));
  app.put('/settings', (context) => saveSettings(context, deps));
}

async function showSettings(context: Context, { services }: ApiDeps): Promise<Response> {
  const state = await services.settings.read();
  context.header('ETag', formatVersionTag(state.rev));
  return respond(context, 'GET /settings', createSettingsView(state, services));
}

async function saveSettings(context: Context, { services, getActor }: ApiDeps): Promise<Response> {
  const result = await readJsonBody(context);
  if ('refused' in result) return result.refused;
  const change = v.safeParse(settingsChangeSchema, result.body);
  if (!change.success) return respondFaults(context, 'invalid-settings', toFaults(change.issues));
  const condition = readRevisionCondition(context);
  if ('refused' in condition) return condition.refused;
  const changed = await changeSettings(change.output, {
    by: getActor(context),
    expectedRevision: condition.expectedVersion,
    services,
  });
  if ('code' in changed) return respondConflict(context, changed);
  context.header('ETag', formatVersionTag(changed.state.rev));
  return respond(context, 'PUT /settings', {
    ...createSettingsView(changed.state, services),
    warnings: [],
    ...(changed.isRepeat ? { unchanged: true } : {}),
  });
}

function createSettingsView({ rev, settings, history }: SettingsState, services: Services): SettingsView {
  return {
    revision: rev,
    companyZone: getCompanyZone(settings, services),
    ...(settings.quietHours === undefined ? {} : { quietHours: { ...settings.quietHours } }),
    consent: { ...getNeededConsents(settings) },
    tracking: { ...getTracking(settings) },
    ...(settings.dailyRecount === undefined ? {} : { dailyRecount: settings.dailyRecount }),
    frequencyCaps: (settings.frequencyCaps ?? []).map((cap) => ({ ...cap })),
    history: history.map(({ at, by, changed }) => ({ at: formatInstant(at), by, changed: [...changed] })),
  };
}

/** Answers a change whose revision is not the newest, or that others overtook again and again. */
function respondConflict(context: Context, conflict: SettingsConflict | DocumentBusy): Response {
  const { code } = conflict;
  if ('attempts' in conflict) {
    const message = `other changes of the settings came first ${conflict.attempts} times; try again`;
    return respondWithProblem(context, 409, { code, message });
  }
  const [found, expected] = [explainSettingsRevision(conflict), `revision ${conflict.expectedRevision}`];
  const message = `revision: expected ${conflict.expectedRevision}, found ${found}`;
  return respondWithProblem(context, 412, { code, message, details: [{ path: 'revision', found, expected }] });
}
