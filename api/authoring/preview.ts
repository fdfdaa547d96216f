import type { Context } from 'hono';
import * as v from 'valibot';
import { findPublicationNumber } from '../../core/campaign.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { type Definition, isFollowUp } from '../../core/contracts/definition.ts';
import type { Detail } from '../../core/contracts/event.ts';
import { toFaults } from '../../core/contracts/fault.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { findDefinitionWarnings, findSettingsWarnings } from '../../core/definition-warnings.ts';
import { maskTarget } from '../../core/mask-target.ts';
import type { Services } from '../../core/ports.ts';
import { type MessagesPreview, type PreviewedMessage, previewMessages } from '../../engine/preview-messages.ts';
import type { ApiDeps } from '../deps.ts';
import { parseVersion, respondUnknownVersion } from '../parse-version.ts';
import { respondUnknownCampaign } from '../problems.ts';
import { getField, readJsonBody } from '../read-body.ts';
import { respond } from '../respond.ts';
import { respondFaults, toFaultDetail } from '../respond-faults.ts';
import { type PreviewedMessageView, type PreviewView, previewRequestSchema } from '../schemas/preview.ts';
import { parseUserId } from '../user-id.ts';
import { formatDefinitionWarning } from './format-definition-warning.ts';
import { createVariantFault, hasVariant, respondUnknownVariant } from './known-variant.ts';

/** Renders the messages of a saved campaign for a user. It sends and writes nothing. */
export async function previewSaved(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const user = parseUserId(context, context.req.query('userId'));
  if ('refused' in user) return user.refused;
  const campaign = await deps.services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  const text = context.req.query('version') ?? String(campaign.version);
  const version = parseVersion(text, campaign.version);
  if (version === undefined) return respondUnknownVersion(context, text, campaign.version);
  const definition = await deps.services.campaigns.getDefinition(id, version);
  const variant = context.req.query('variant');
  if (variant !== undefined && !hasVariant(definition, variant)) return respondUnknownVariant(context, variant);
  const view = await createPreview({ definition, version, ...user, variant }, deps);
  return respond(context, 'GET /campaigns/{id}/messages', { ...view, version });
}

/** Renders the messages of the campaign in the body of a call for a user. It sends and writes nothing. */
export async function previewGiven(context: Context, deps: ApiDeps): Promise<Response> {
  const result = await readJsonBody(context);
  if ('refused' in result) return result.refused;
  const isRequest = getField(result.body, 'definition') !== undefined;
  const request = v.safeParse(previewRequestSchema, isRequest ? result.body : { definition: result.body });
  if (!request.success) return respondFaults(context, 'invalid-preview', toFaults(request.issues));
  const { definition: input, userId, trigger, variant } = request.output;
  const check = checkDefinition(input);
  if ('faults' in check) {
    const faults = check.faults.map(toFaultDetail);
    return respond(context, 'POST /preview', { faults, warnings: [], messages: [] });
  }
  const { definition } = check;
  if (variant !== undefined && !hasVariant(definition, variant))
    return respondFaults(context, 'invalid-preview', [createVariantFault(variant)]);
  const version = ((await deps.services.campaigns.get(definition.id))?.version ?? 0) + 1;
  const view = await createPreview({ definition, version, userId, trigger, variant }, deps);
  return respond(context, 'POST /preview', view);
}

/** The definition and the user of a preview. */
interface PreviewSubject {
  readonly definition: Definition;
  readonly version: number;
  readonly userId?: string | undefined;
  readonly trigger?: Detail | undefined;
  readonly variant?: string | undefined;
}

async function createPreview(
  { definition, version, userId, trigger, variant }: PreviewSubject,
  { services, sending }: ApiDeps,
): Promise<PreviewView> {
  const base = {
    campaignId: definition.id,
    ...(userId === undefined ? {} : { userId }),
    faults: [],
    warnings: await listWarnings(definition, services),
  };
  if (!isFollowUp(definition)) return { ...base, messages: [] };
  const publication = findPublicationNumber(await services.campaigns.get(definition.id));
  const request = { definition, version, publication, userId, trigger, variant, sending };
  const preview = await previewMessages(request, services);
  return { ...base, ...createPreviewView(preview) };
}

async function listWarnings(definition: Definition, { settings }: Services): Promise<string[]> {
  const { state } = await settings.getRecent();
  const warnings = [...findDefinitionWarnings(definition), ...findSettingsWarnings(definition, state.settings)];
  return warnings.map(formatDefinitionWarning);
}

function createPreviewView({ trigger, messages, departure, isPaused, assignment = {}, withheld }: MessagesPreview) {
  const { dueAt, leavesAt, quietUntil } = departure;
  const { variant, isControl } = assignment;
  return {
    ...(variant === undefined ? {} : { variant }),
    ...(isControl === undefined ? {} : { isControl }),
    trigger: { ...trigger },
    messages: messages.map(createMessageView),
    leaves: {
      dueAt: formatInstant(dueAt),
      ...(leavesAt === undefined ? {} : { leavesAt: formatInstant(leavesAt) }),
      ...(quietUntil === undefined ? {} : { quietUntil: formatInstant(quietUntil) }),
      ...(isPaused ? { isPaused: true as const } : {}),
    },
    ...(withheld === undefined ? {} : { withheld }),
  };
}

function createMessageView({ rendering, missing, target, ...message }: PreviewedMessage): PreviewedMessageView {
  const { channel } = message;
  const isRendered = 'channel' in rendering;
  return {
    ...message,
    ...(isRendered ? { content: toContent(rendering) } : { problem: rendering }),
    missing: missing.map((each) => ({ ...each })),
    ...(target === undefined ? {} : { target: maskTarget(channel, target) }),
  };
}

function toContent({ channel: _, ...content }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return content;
}
