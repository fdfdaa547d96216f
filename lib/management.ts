import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { CampaignData } from './campaign-data.ts';
import { HttpApi } from './http-api.ts';
import type { Permits } from './permits.ts';
import type { WorkQueue } from './safe-queue.ts';
import type { Settings } from './settings.ts';
import { StageFunction } from './stage-function.ts';

/** What people and programs may ask for, and change. */
export interface ManagementProps extends Settings {
  readonly data: CampaignData;
  readonly permits: Permits;
  /** Where the waits go that a stop has no time to end itself. */
  readonly endings: WorkQueue;
}

/** People and programs manage campaigns and put events, over HTTP. */
export class Management extends Construct {
  readonly answer: StageFunction;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, { data, permits, endings, ...settings }: ManagementProps) {
    super(scope, id);
    this.answer = new StageFunction(this, 'Answer', {
      ...settings,
      door: 'api',
      description: 'The HTTP interface: campaigns, enrollments, decisions, events.',
      memory: 1024,
      // API Gateway gives up after 30 seconds.
      timeout: Duration.seconds(29),
    }).allow(
      data.connectors.to('PutItem', 'DeleteItem'),
      data.publications.to('GetItem', 'Query', 'PutItem'),
      permits.changeRows,
      permits.listRows,
      data.enrollments.to('BatchGetItem'),
      permits.send,
      data.refused.to('Query'),
      ...permits.refuse,
      endings.toSend(ENVIRONMENT.endingsQueue),
      data.currentsToken.toRead(),
    );
    this.http = new HttpApi(this, 'Http', { ...settings, answer: this.answer });
  }
}
