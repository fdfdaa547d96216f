import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CampaignData, type CampaignDataProps } from './campaign-data.ts';

/** The stack with the stored data: the tables, the bus, the token and a key. It is protected from deletion, unless its data goes with it. */
export class DataStack extends Stack {
  readonly data: CampaignData;

  constructor(scope: Construct, id: string, props: StackProps & CampaignDataProps) {
    super(scope, id, { terminationProtection: props.removalPolicy !== RemovalPolicy.DESTROY, ...props });
    this.data = new CampaignData(this, 'Data', props);
    new CfnOutput(this, 'BusName', { value: this.data.bus.eventBusName });
    new CfnOutput(this, 'BusArn', { value: this.data.bus.eventBusArn });
    new CfnOutput(this, 'SuppressionKeyArn', { value: this.data.suppressionKey.secretArn });
  }
}
