/** The default quotas of an account in a region, as rates a second where they are rates. Every one can be raised on request, except where we say so. */
export interface RegionQuotas {
  readonly putEvents: number;
  readonly deliveries: number;
  readonly startExecutionBurst: number;
  readonly startExecution: number;
  readonly stopExecution: number;
  readonly transitions: number;
}

/** The quotas that are the same in all regions. */
export const ACCOUNT_QUOTAS = {
  openExecutions: 1_000_000,
  /** The concurrent Lambda functions of an account; a new account may have 10. */
  concurrentLambdas: 1_000,
  /** The write and read units of one table on demand in a second. */
  tableWrites: 40_000,
  tableReads: 40_000,
  /** The units of one partition of a table in a second, which cannot be raised. */
  partitionWrites: 1_000,
  partitionReads: 3_000,
  /** The units a second that a new table on demand accepts at once. */
  newTableWrites: 4_000,
  newTableReads: 12_000,
} as const;

/** The rates of EventBridge: PutEvents calls, and events delivered to targets of rules. */
const EVENTS = {
  large: { putEvents: 10_000, deliveries: 18_750 },
  medium: { putEvents: 2_400, deliveries: 4_500 },
  small: { putEvents: 1_200, deliveries: 2_250 },
  smallest: { putEvents: 400, deliveries: 750 },
  other: { putEvents: 600, deliveries: 1_100 },
} as const;

const EVENTS_BY_REGION: Readonly<Record<string, keyof typeof EVENTS>> = {
  'us-east-1': 'large',
  'us-west-2': 'large',
  'eu-west-1': 'large',
  'us-east-2': 'medium',
  'eu-central-1': 'medium',
  'us-west-1': 'small',
  'ap-northeast-1': 'small',
  'ap-southeast-1': 'small',
  'ap-southeast-2': 'small',
  'eu-west-2': 'small',
  'af-south-1': 'smallest',
  'ap-northeast-3': 'smallest',
  'ap-southeast-3': 'smallest',
  'eu-south-1': 'smallest',
};

const EXECUTIONS = {
  large: { startExecutionBurst: 1_300, startExecution: 300, stopExecution: 200, transitions: 5_000 },
  other: { startExecutionBurst: 800, startExecution: 150, stopExecution: 25, transitions: 800 },
} as const;

/** The regions that the table names; all others have the quotas of `other`. */
export const NAMED_REGIONS = Object.keys(EVENTS_BY_REGION);

/** Returns the default quotas of a region, as AWS documents them in 2026-11. A region without its own line has those of "every other region". */
export function quotasOf(region: string): RegionQuotas {
  const size = EVENTS_BY_REGION[region] ?? 'other';
  return { ...EVENTS[size], ...EXECUTIONS[size === 'large' ? 'large' : 'other'] };
}
