import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { KeyedTable } from './keyed-table.ts';

/** What a data stack needs to know: the stage it is deployed for. */
export interface DataStackProps extends StackProps {
  readonly stage: string;
}

/** What must outlive every deployment: the four tables, and the bus that producers put interactions on. */
export class DataStack extends Stack {
  readonly bus: EventBus;
  readonly connectors: KeyedTable;
  readonly publications: KeyedTable;
  readonly enrollments: KeyedTable;
  readonly profiles: KeyedTable;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);

    this.bus = new EventBus(this, 'Bus', { eventBusName: busName(props.stage) });

    this.connectors = new KeyedTable(this, 'Connectors');
    this.publications = new KeyedTable(this, 'Publications');
    this.enrollments = new KeyedTable(this, 'Enrollments');
    this.profiles = new KeyedTable(this, 'Profiles');

    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName });
    new CfnOutput(this, 'BusArn', { value: this.bus.eventBusArn });
  }
}

function busName(stage: string): string {
  return stage === 'dev' ? 'campaign-connector' : `campaign-connector-${stage}`;
}
