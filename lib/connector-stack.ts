import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CampaignConnector, type CampaignConnectorProps } from './campaign-connector.ts';

/** The stack with everything that can be replaced: the connector without its stored data. */
export class ConnectorStack extends Stack {
  readonly connector: CampaignConnector;

  constructor(scope: Construct, id: string, props: StackProps & CampaignConnectorProps) {
    super(scope, id, props);
    this.connector = new CampaignConnector(this, 'Connector', props);
    const { apiUrl, ingestUrl, management, ingest, senders, waves, dashboard, refused } = this.connector;
    new CfnOutput(this, 'ApiUrl', { value: apiUrl });
    new CfnOutput(this, 'IngestUrl', { value: ingestUrl });
    if (senders?.publicApi !== undefined) new CfnOutput(this, 'PublicUrl', { value: senders.publicApi.http.url });
    if (senders?.sesEvents !== undefined)
      new CfnOutput(this, 'SesEventsTopicArn', { value: senders.sesEvents.topic.topicArn });
    const apis = {
      Api: management.http,
      Ingest: ingest.http,
      ...(senders?.publicApi && { Public: senders.publicApi.http }),
    };
    for (const [name, { domain }] of Object.entries(apis))
      if (domain !== undefined) new CfnOutput(this, `${name}DomainTarget`, { value: domain.regionalDomainName });
    new CfnOutput(this, 'WaveMachineArn', { value: waves.machine.stateMachineArn });
    new CfnOutput(this, 'DashboardUrl', { value: dashboard.url });
    new CfnOutput(this, 'RefusedQueueUrl', { value: refused.queueUrl });
  }
}
