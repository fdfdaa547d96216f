import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import type { OtherMailSettings, SesSettings } from '../../sources/ses/ses-event.ts';

/** The environment of a Lambda function. */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** The settings of the events of SES, without the instant at which one is read. */
export type SesHandlerSettings = Omit<SesSettings, 'now'>;

/** Reads the settings of events of SES. With wrong ones, events would be skipped and lost: the function fails instead, so that they come again. */
export function readSesSettings(environment: FunctionEnvironment): SesHandlerSettings {
  const installationId = environment[ENVIRONMENT.installation] ?? '';
  if (installationId === '') throw new Error(`${ENVIRONMENT.installation}: expected an id, found nothing`);
  const otherMail = readOtherMail(environment);
  return { installationId, ...(otherMail !== undefined && { otherMail }) };
}

/** Reads how the emails of another tool name their campaign and user; undefined if their events are not read. */
function readOtherMail(environment: FunctionEnvironment): OtherMailSettings | undefined {
  const { sesCampaignTag, sesUserTag, sesUser } = ENVIRONMENT;
  const campaignTag = environment[sesCampaignTag] ?? '';
  const userTag = environment[sesUserTag] ?? '';
  const user = environment[sesUser] ?? '';
  if (campaignTag === '') {
    if (userTag === '' && user === '') return undefined;
    throw new Error(`${sesCampaignTag}: expected a tag, together with ${sesUserTag} or ${sesUser}, found nothing`);
  }
  if (user === 'address' && userTag === '') return { campaignTag, user };
  if (user === 'tag' && userTag !== '') return { campaignTag, user, userTag };
  throw new Error(`${sesUser}: expected "tag" with ${sesUserTag}, or "address" without it, found "${user}"`);
}
