/** The names of the metrics that the handlers count and the dashboard shows. */

/** The namespace of every metric. */
export const METRICS_NAMESPACE = 'CampaignConnector';

/** The dimension of every metric: the name of the installation, which separates two stages in one account. */
export const SERVICE_DIMENSION = 'service';

/** A metric. `dimension` is its second dimension. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly dimension?: 'interaction' | 'reason' | 'campaign' | 'state' | 'channel';
}

export const METRICS = {
  /** Events read, by their interaction or behavior, or `profile`. */
  eventsReceived: { name: 'EventsReceived', unit: 'Count', dimension: 'interaction' },
  /** Events of users that came, whether any follow-up listens to them or not. Without a second dimension, as an alarm needs it. */
  eventsArrived: { name: 'EventsArrived', unit: 'Count' },
  /** Events that matched a follow-up. */
  eventsMatched: { name: 'EventsMatched', unit: 'Count' },
  enrolled: { name: 'Enrolled', unit: 'Count' },
  /** Users waiting, as last counted. */
  waiting: { name: 'Waiting', unit: 'Count', dimension: 'campaign' },
  cancelled: { name: 'Cancelled', unit: 'Count', dimension: 'reason' },
  withheld: { name: 'Withheld', unit: 'Count', dimension: 'reason' },
  dispatched: { name: 'Dispatched', unit: 'Count' },
  wavesStarted: { name: 'WavesStarted', unit: 'Count' },
  /** The time from the departure of a wave to its first call. */
  waveLateness: { name: 'WaveLateness', unit: 'Milliseconds' },
  /** The time from the last call of a wave to its end, by which its last messages are late. */
  waveEndLateness: { name: 'WaveEndLateness', unit: 'Milliseconds' },
  /** The time since the last call of the oldest wave that is not done, while there is one that the check of waves has to look at. */
  oldestOpenWave: { name: 'OldestOpenWave', unit: 'Milliseconds' },
  /** Published campaigns that are paused, while there are any (R92). */
  paused: { name: 'Paused', unit: 'Count' },
  /** Waves that ended before all of their enrollments were processed. */
  waveFailed: { name: 'WaveFailed', unit: 'Count' },
  /** Events refused (R61). */
  refused: { name: 'Refused', unit: 'Count' },
  /** Deliveries that ended, by their state (R80). */
  deliveries: { name: 'Deliveries', unit: 'Count', dimension: 'state' },
  /** Deliveries that could not be sent and went to a dead-letter queue (R87). Without a second dimension, as an alarm needs it. */
  unsent: { name: 'Unsent', unit: 'Count' },
  /** Messages that waited because their provider accepts none: its account is paused, or its quota used up. */
  channelHalted: { name: 'ChannelHalted', unit: 'Count', dimension: 'channel' },
  /** Events of a provider that were skipped: by their type, as unread, or because no user is known. */
  providerEventsSkipped: { name: 'ProviderEventsSkipped', unit: 'Count', dimension: 'reason' },
  /** Calls of Braze Currents with a missing or wrong token. */
  tokensRefused: { name: 'TokensRefused', unit: 'Count' },
} as const satisfies Record<string, MetricDefinition>;
