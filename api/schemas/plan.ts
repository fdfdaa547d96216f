import * as v from 'valibot';
import { PLAN_ACTIONS } from '../../core/project/campaign-plan.ts';
import { actSchema } from './campaign.ts';
import { countSchema } from './page.ts';
import { detailSchema } from './problem.ts';

/** The schema of a field that an apply changes. A value that is absent does not exist. */
const changeSchema = v.object({
  path: v.string(),
  from: v.optional(v.unknown()),
  to: v.optional(v.unknown()),
  /** True if the users who wait are affected (R52). */
  affectsWaiting: v.boolean(),
});

/** The schema of what an apply would do to one campaign (R55). */
export const campaignPlanSchema = v.object({
  id: v.string(),
  action: v.picklist(PLAN_ACTIONS),
  /** The faults of the definition, and the reasons why the campaign cannot be applied. */
  faults: v.array(detailSchema),
  warnings: v.array(v.string()),
  changes: v.array(changeSchema),
  /** The number of users who wait. */
  waiting: countSchema,
  /** The revision of the campaign that was compared, for `/campaigns/{id}/apply`; 0 if there is none. */
  revision: countSchema,
  /** The actions by hand since the campaign was applied last. */
  drift: v.array(actSchema),
  /** True if the campaign is as it should be, and an apply only notes that the project manages it. */
  adopts: v.optional(v.literal(true)),
  /** The published campaign without a file that has the same triggers: its waits and receipts do not come along. */
  renamedFrom: v.optional(v.object({ id: v.string(), waiting: countSchema })),
  /** True for a published campaign of the project that has no file. */
  hasNoFile: v.optional(v.literal(true)),
});

/** The plan of one campaign, as the HTTP interface returns it. */
export type CampaignPlanView = v.InferOutput<typeof campaignPlanSchema>;

/** The schema of a plan, and whether an apply of it would be refused. */
export const planSchema = v.object({ campaigns: v.array(campaignPlanSchema), refused: v.boolean() });
