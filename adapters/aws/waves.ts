import type { Instant } from '../../core/contracts/instant.ts';
import { WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { DAY, SECOND, type Span } from '../../core/contracts/span.ts';
import { EXPIRES_AT, OPEN_WAVES } from '../../core/contracts/tables.ts';
import type { OpenWave, Wave } from '../../core/contracts/wave.ts';
import type { Clock, Waves } from '../../core/ports.ts';
import { partsOfCursor } from '../../core/store-cursor.ts';
import type { Meter } from './meter.ts';
import { Remembered } from './remembered.ts';
import { expiry, IS_NEW, IS_THERE, type Item, sortable, type Table } from './table.ts';
import type { ExecutionStatus, WaveMachine } from './wave-machine.ts';

/** Waves and their registry, as the cloud keeps them going. */
export interface AwsWaves extends Waves {
  /** Nobody boards a wave any more; who sits in it is still to be seen to. */
  close(wave: Wave): Promise<void>;
  /** Waves that departed before an instant and are not done, the earliest first. */
  openBefore(instant: Instant): AsyncGenerator<OpenWave>;
  status(open: OpenWave): Promise<ExecutionStatus>;
  /** Starts a wave anew whose execution is gone. */
  restart(open: OpenWave): Promise<void>;
}

/** What the registry stands on. */
export interface WaveDeps {
  readonly enrollments: Table;
  readonly machine: WaveMachine;
  readonly clock: Clock;
  readonly meter: Meter;
}

const PAGE = 100;
/** A wave that departed longer ago is done, or is started anew every five minutes: nobody looks for it. */
const LONGEST_OPEN: Span = DAY;
/** Sorts after every departure. */
const LAST = '~';
/** Waves remembered to be under way, or gone, to spare the registry; and for how long: another may have ended one meanwhile. */
const MOST_REMEMBERED = 10_000;
const REMEMBERED_FOR: Span = 10 * SECOND;

/** Waves: executions of the machine, with a registry beside the rows. */
export function awsWaves({ enrollments, machine, clock, meter }: WaveDeps): AwsWaves {
  const started = new Remembered<boolean>(MOST_REMEMBERED);
  const register = (wave: Wave): Promise<boolean> => {
    const { name, publication, departure } = wave;
    const open = { [OPEN_WAVES.partition]: OPEN_WAVES.isOpen, [EXPIRES_AT]: expiry(departure + WAVE_LIFETIME) };
    return enrollments.put({ ...keyOfWave(wave), name, publication, departure, ...open }, IS_NEW);
  };
  const say = (wave: Wave, text: string, values: Record<string, unknown>): Promise<boolean> => {
    const { pk, sk } = keyOfWave(wave);
    return enrollments.update(pk, sk, { text, values }, IS_THERE);
  };
  const start = async (wave: Wave): Promise<boolean> => {
    const { pk, sk } = keyOfWave(wave);
    const known = await enrollments.get(pk, sk);
    if (known?.['doneAt'] !== undefined) return false;
    if (known === undefined) await register(wave);
    if (known?.['startedAt'] !== undefined) return true;
    if (!(await machine.start(wave, 0))) return false;
    await say(wave, 'SET startedAt = :now', { ':now': clock.now() });
    meter.add(METRICS.wavesStarted, 1);
    return true;
  };

  return {
    async start(wave) {
      const now = clock.now();
      return started.of(wave.name, { now, until: now + REMEMBERED_FOR }, () => start(wave));
    },
    async finish(wave) {
      started.forget(wave.name);
      await say(wave, `SET doneAt = :now REMOVE ${OPEN_WAVES.partition}`, { ':now': clock.now() });
    },
    async close(wave) {
      started.forget(wave.name);
      await say(wave, 'SET doneAt = :now', { ':now': clock.now() });
    },
    async ofCampaign(campaignId, cursor) {
      const range = { partition: partitionOf(campaignId), after: readPlace(cursor), most: PAGE };
      const { items, ...rest } = await enrollments.page(range);
      return { items: items.map((item) => waveOfItem(campaignId, item)), ...rest };
    },
    async openOf(campaignId, publication, cursor) {
      const between = [sortable(clock.now() - LONGEST_OPEN, 15), LAST] as const;
      const range = { partition: partitionOf(campaignId), between, after: readPlace(cursor), most: PAGE };
      const { items, ...rest } = await enrollments.page(range);
      const open = items.filter((item) => item['doneAt'] === undefined && item['publication'] === publication);
      return { items: open.map((item) => waveOfItem(campaignId, item)), ...rest };
    },
    async *openBefore(instant) {
      for await (const item of enrollments.index(OPEN_WAVES, { is: OPEN_WAVES.isOpen, before: instant })) {
        const wave = waveOfItem(String(item['pk']).slice(PREFIX.length), item);
        yield { wave, restarts: Number(item['restarts'] ?? 0) };
      }
    },
    status: ({ wave, restarts }) => machine.status(wave, restarts),
    async restart({ wave, restarts }) {
      await machine.start(wave, restarts + 1);
      await say(wave, 'SET restarts = :restarts', { ':restarts': restarts + 1 });
    },
  };
}

const PREFIX = 'waves#';
const partitionOf = (campaignId: string): string => `${PREFIX}${campaignId}`;

/** The sort key after which a list goes on. */
function readPlace(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : partsOfCursor(cursor, /^(\d{15}#\d{8})$/)[0];
}

function keyOfWave({ campaignId, departure, publication }: Wave) {
  return { pk: partitionOf(campaignId), sk: `${sortable(departure, 15)}#${sortable(publication, 8)}` };
}

function waveOfItem(campaignId: string, item: Item): Wave {
  const [name, publication, departure] = [item['name'], item['publication'], item['departure']];
  return { name: String(name), campaignId, publication: Number(publication), departure: Number(departure) };
}
