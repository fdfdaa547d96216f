import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Instant } from '../../../core/contracts/instant.ts';
import { type Wave, waveOf } from '../../../core/contracts/wave.ts';
import type { Log } from '../../../core/ports.ts';
import type { World } from '../../../functions/runtime/world.ts';
import { PLACES } from '../../doubles/aws.ts';
import type { Around } from '../../doubles/tally.ts';
import { Installed, inItsTime } from '../functions/in-world.ts';
import { askedBy, distinct } from './grants.ts';

/** An installation that knows what one of its Lambdas asked. */
export class WatchedInstallation extends Installed {
  readonly #asked: string[] = [];

  /** Stands around the requests of the Lambda that is watched. */
  readonly watching: Around = (request, perform) => {
    this.#asked.push(...askedBy(request));
    return inItsTime(request, perform);
  };

  /** What the Lambda that is watched decided, in the words of its log. */
  readonly decisions: string[] = [];

  override lambda(around?: Around): World {
    const world = super.lambda(around);
    if (around !== this.watching) return world;
    const decided: Log['decided'] = (_, decisions) => {
      this.decisions.push(...decisions.map(({ decision }) => decision));
    };
    const log = { ...world.services.log, decided };
    return { ...world, services: { ...world.services, log } };
  }

  /** A cold start of the Lambda that is watched. */
  get watched(): World {
    return this.lambda(this.watching);
  }

  /** What it asked, as `action resource`. */
  get asked(): string[] {
    return distinct(this.#asked);
  }

  /** The waves of a campaign, the earliest first. */
  async wavesOf(campaignId: string): Promise<readonly Wave[]> {
    return (await this.services.waves.ofCampaign(campaignId)).items;
  }

  /** An execution of the name of a wave has been, and is no more: whoever wants to board it must look how it is. */
  async takeName(campaignId: string, departure: Instant): Promise<void> {
    const { name } = waveOf(campaignId, 1, departure);
    const start = new StartExecutionCommand({ stateMachineArn: PLACES.waveMachineArn, name, input: '{}' });
    await this.standIns.clients().waves.send(start);
    this.standIns.stepFunctions.end(name, 'FAILED');
  }
}
