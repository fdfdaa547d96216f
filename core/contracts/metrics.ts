/** What the doors count and the dashboard draws: names said once. */

/** The namespace of every metric. */
export const METRICS_NAMESPACE = 'CampaignConnector';

/** The dimension that every metric has: the name of the installation, so that two stages in one account stay apart. */
export const SERVICE_DIMENSION = 'service';

/** A metric; `by` names its second dimension. */
export interface MetricContract {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly by?: 'interaction' | 'reason' | 'campaign';
}

export const METRICS = {
  /** Events read, by their interaction or behavior, or `profile`. */
  eventsReceived: { name: 'EventsReceived', unit: 'Count', by: 'interaction' },
  /** Events that concerned a follow-up. */
  eventsMatched: { name: 'EventsMatched', unit: 'Count' },
  enrolled: { name: 'Enrolled', unit: 'Count' },
  /** Users waiting, as last counted. */
  waiting: { name: 'Waiting', unit: 'Count', by: 'campaign' },
  cancelled: { name: 'Cancelled', unit: 'Count', by: 'reason' },
  withheld: { name: 'Withheld', unit: 'Count', by: 'reason' },
  dispatched: { name: 'Dispatched', unit: 'Count' },
  wavesStarted: { name: 'WavesStarted', unit: 'Count' },
  /** How long after its departure a wave was first called. */
  waveLateness: { name: 'WaveLateness', unit: 'Milliseconds' },
  /** Waves that ended without having seen their last passenger. */
  waveFailed: { name: 'WaveFailed', unit: 'Count' },
  /** Events refused (R61). */
  refused: { name: 'Refused', unit: 'Count' },
} as const satisfies Record<string, MetricContract>;
