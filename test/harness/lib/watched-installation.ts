import type { Instant } from '../../../core/contracts/instant.ts';
import { createWave, type Wave } from '../../../core/contracts/wave.ts';
import type { Log } from '../../../core/ports.ts';
import type { Container } from '../../../functions/runtime/container.ts';
import { RESOURCE_NAMES } from '../../doubles/aws.ts';
import type { Around } from '../../doubles/tally.ts';
import { breaks, Installed, inItsTime } from '../functions/in-container.ts';
import { distinct, requestedBy } from './grants.ts';

/** An installation that records the requests and decisions of one of its Lambda functions. */
export class WatchedInstallation extends Installed {
  readonly #permissions: string[] = [];

  /** Records the permissions that a request of the watched Lambda function needs, and performs the request. */
  readonly watching: Around = (request, perform) => {
    this.#permissions.push(...requestedBy(request));
    return inItsTime(request, perform);
  };

  /** The decisions of the watched Lambda function, as it logs them. */
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

  /** The container of a cold start of the watched Lambda function. */
  get watched(): Container {
    return this.lambda(this.watching);
  }

  /** Creates the container of another cold start, in which requests fail whose names contain a text. They need their permission all the same. */
  failing(text: string): Container {
    const broken = breaks(text);
    return this.lambda((request, perform) => {
      this.#permissions.push(...requestedBy(request));
      return broken(request, perform);
    });
  }

  /** The permissions that the watched Lambda function used, as `action resource`. */
  get usedPermissions(): string[] {
    return distinct(this.#permissions);
  }

  /** Returns the waves of a campaign, the earliest first. */
  async wavesOf(campaignId: string): Promise<readonly Wave[]> {
    return (await this.services.waves.listByCampaign(campaignId)).items;
  }

  /** Starts an execution with the name of a wave, and ends it as failed: a caller that boards the wave must read the status of the execution. */
  async takeName(campaignId: string, departure: Instant): Promise<void> {
    const { name } = createWave(campaignId, 1, departure);
    const start = { stateMachineArn: RESOURCE_NAMES.waveMachineArn, name, input: '{}' };
    await this.standIns.clients().executions.startExecution(start);
    this.standIns.stepFunctions.end(name, 'FAILED');
  }
}
