import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Instant } from '../../../core/contracts/instant.ts';
import { createWave, type Wave } from '../../../core/contracts/wave.ts';
import type { Log } from '../../../core/ports.ts';
import type { Container } from '../../../functions/runtime/container.ts';
import { RESOURCE_NAMES } from '../../doubles/aws.ts';
import type { Around } from '../../doubles/tally.ts';
import { Installed, inItsTime } from '../functions/in-container.ts';
import { distinct, requestedBy } from './grants.ts';

/** An installation that knows what one of its Lambdas asked. */
export class WatchedInstallation extends Installed {
  readonly #asked: string[] = [];

  /** Stands around the requests of the Lambda that is watched. */
  readonly watching: Around = (request, perform) => {
    this.#asked.push(...requestedBy(request));
    return inItsTime(request, perform);
  };

  /** What the Lambda that is watched decided, in the words of its log. */
  readonly decisions: string[] = [];

  override lambda(around?: Around): Container {
    const container = super.lambda(around);
    if (around !== this.watching) return container;
    const logDecisions: Log['logDecisions'] = (_, decisions) => {
      this.decisions.push(...decisions.map(({ decision }) => decision));
    };
    const log = { ...container.services.log, logDecisions };
    return { ...container, services: { ...container.services, log } };
  }

  /** A cold start of the Lambda that is watched. */
  get watched(): Container {
    return this.lambda(this.watching);
  }

  /** What it asked, as `action resource`. */
  get asked(): string[] {
    return distinct(this.#asked);
  }

  /** The waves of a campaign, the earliest first. */
  async wavesOf(campaignId: string): Promise<readonly Wave[]> {
    return (await this.services.waves.listByCampaign(campaignId)).items;
  }

  /** An execution of the name of a wave has been, and is no more: whoever wants to board it must look how it is. */
  async takeName(campaignId: string, departure: Instant): Promise<void> {
    const { name } = createWave(campaignId, 1, departure);
    const start = new StartExecutionCommand({ stateMachineArn: RESOURCE_NAMES.waveMachineArn, name, input: '{}' });
    await this.standIns.clients().executions.send(start);
    this.standIns.stepFunctions.end(name, 'FAILED');
  }
}
