/** The installation that the page of the console manages, and the rights that its user has. */
export interface ConsoleSession {
  readonly kind: 'local' | 'aws';
  /** The URL of the installation. */
  readonly endpoint: string;
  /** True if calls that change something are let through. */
  readonly canWrite: boolean;
  /** The AWS account and the principal that sign the calls; absent if AWS did not name them. */
  readonly account?: string;
  readonly principal?: string;
  readonly region?: string;
  /** The deployment stage; absent if the installation does not name it. */
  readonly stage?: string;
  /** True if the stage is one of production, or unknown on AWS. */
  readonly isProduction?: boolean;
}
