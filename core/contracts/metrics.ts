/** What the doors count and the dashboard draws: names said once. */

/** The namespace of every metric. */
export const METRICS_NAMESPACE = 'CampaignConnector';

/** The dimension that every metric has: the name of the installation, so that two stages in one account stay apart. */
export const SERVICE_DIMENSION = 'service';

/** A metric; `dimension` names its second dimension. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly dimension?: 'interaction' | 'reason' | 'campaign';
}

export const METRICS = {
  /** Events read, by their interaction or behavior, or `profile`. */
  eventsReceived: { name: 'EventsReceived', unit: 'Count', dimension: 'interaction' },
  /** Events that concerned a follow-up. */
  eventsMatched: { name: 'EventsMatched', unit: 'Count' },
  enrolled: { name: 'Enrolled', unit: 'Count' },
  /** Users waiting, as last counted. */
  waiting: { name: 'Waiting', unit: 'Count', dimension: 'campaign' },
  cancelled: { name: 'Cancelled', unit: 'Count', dimension: 'reason' },
  withheld: { name: 'Withheld', unit: 'Count', dimension: 'reason' },
  dispatched: { name: 'Dispatched', unit: 'Count' },
  wavesStarted: { name: 'WavesStarted', unit: 'Count' },
  /** How long after its departure a wave was first called. */
  waveLateness: { name: 'WaveLateness', unit: 'Milliseconds' },
  /** Waves that ended without having seen their last passenger. */
  waveFailed: { name: 'WaveFailed', unit: 'Count' },
  /** Events refused (R61). */
  refused: { name: 'Refused', unit: 'Count' },
} as const satisfies Record<string, MetricDefinition>;
