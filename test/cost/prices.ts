/** The price of one unit of something, in dollars, and what the unit is. */
export interface Price {
  readonly unit: string;
  readonly dollars: number;
}

/** The month and the region of the prices. */
export const PRICED = { on: '2026-11', region: 'us-east-1' } as const;

const perMillion = (unit: string, dollars: number): Price => ({ unit, dollars: dollars / 1_000_000 });

/**
 * List prices without free tiers. Copied from the project's own table of quotas and prices; those that it lacks
 * (CloudWatch, X-Ray, API Gateway, Secrets Manager, storage) are from AWS's price pages.
 */
export const PRICES = {
  eventBridge: perMillion('custom event of up to 64 KB', 1),
  eventIn: perMillion('custom event of up to 64 KB, from a producer', 1),
  sqs: perMillion('request of up to 64 KB', 0.4),
  lambdaRequest: perMillion('request', 0.2),
  lambdaTime: { unit: 'GB-second (arm)', dollars: 0.0000133334 },
  write: perMillion('write unit of 1 KB, on demand', 0.625),
  read: perMillion('read unit of 4 KB, on demand', 0.125),
  transition: perMillion('state transition, Standard', 25),
  trace: perMillion('X-Ray trace recorded', 5),
  logs: { unit: 'GB of logs taken in', dollars: 0.5 },
  metric: { unit: 'custom metric, a month', dollars: 0.3 },
  email: { unit: 'email by SES', dollars: 0.1 / 1_000 },
  publish: perMillion('publish to a topic of SNS, of up to 64 KB', 0.5),
  apiCall: perMillion('HTTP API call of up to 512 KB', 1),
  secretCall: { unit: 'call for a secret', dollars: 0.05 / 10_000 },
  storage: { unit: 'GB in DynamoDB, a month', dollars: 0.25 },
  backup: { unit: 'GB of point-in-time recovery, a month', dollars: 0.2 },
  storedLogs: { unit: 'GB of logs kept, a month', dollars: 0.03 },
} as const satisfies Record<string, Price>;

/** The things that are paid by use. */
export type Priced = keyof typeof PRICES;

/** The bytes of a GB, as AWS bills it. */
export const GIGABYTE = 1024 ** 3;

/** The bytes of a message that SQS bills as one request. */
export const BILLED = 64 * 1024;
