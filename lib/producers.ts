import { CfnEventBusPolicy, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CONNECTOR_SOURCE } from '../core/contracts/dispatch.ts';

const PUT_EVENTS = 'events:PutEvents';

/**
 * The condition that no entry of a call carries the source of the connector. A call may have ten entries, so the key has several values:
 * each must differ. A call without a value would pass that, so there must be one.
 */
const FOREIGN_SOURCES = {
  'ForAllValues:StringNotEquals': { 'events:source': CONNECTOR_SOURCE },
  Null: { 'events:source': 'false' },
};

/** The bus that producers put events on. */
export interface ProducersProps {
  readonly bus: IEventBus;
}

/** The permissions of producers: to put events on the bus, but none that passes for an event of the connector. */
export class Producers extends Construct {
  readonly #bus: IEventBus;

  constructor(scope: Construct, id: string, { bus }: ProducersProps) {
    super(scope, id);
    this.#bus = bus;
  }

  /** Allows a principal of this account to put events. */
  grant(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: [PUT_EVENTS],
      resourceArns: [this.#bus.eventBusArn],
      conditions: FOREIGN_SOURCES,
    });
  }

  /** Allows the principals of another account to put events, as far as that account lets them. */
  allowAccount(account: string): void {
    if (!/^\d{12}$/.test(account)) throw new Error(`account: expected twelve digits, found ${account}`);
    new CfnEventBusPolicy(this, account, {
      eventBusName: this.#bus.eventBusName,
      statementId: `Producer${account}`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: account },
        Action: PUT_EVENTS,
        Resource: this.#bus.eventBusArn,
        Condition: FOREIGN_SOURCES,
      },
    });
  }
}
