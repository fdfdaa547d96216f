import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, test } from 'vitest';
import { CONNECTOR_SOURCE } from '../../core/contracts/dispatch.ts';
import { isMet } from '../harness/lib/policy-condition.ts';
import { written } from '../harness/lib/synthesized.ts';
import { findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const template = withConnector((connector, stack) => {
  connector.grantPutEvents(new Role(stack, 'Shop', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  connector.allowProducerAccount('999999999999');
});
const [role] = findNamed(template, 'AWS::IAM::Policy', 'ShopDefaultPolicy');
const [account] = findNamed(template, 'AWS::Events::EventBusPolicy', 'Producers');
const statements = [role?.Properties.PolicyDocument.Statement[0], account?.Properties.Statement];

/** Returns whether a statement allows a call whose entries have these sources. */
const allows = (statement: { Condition: Parameters<typeof isMet>[0] }, ...sources: string[]) =>
  isMet(statement.Condition, { 'events:source': sources });

describe('a producer, of this account or of another one,', () => {
  test('a producer, of this account or of another one, may put events on the bus of the connector, and do nothing else', () => {
    for (const { Effect, Action, Resource } of statements) {
      expect([Effect, Action, written(Resource)]).toEqual([
        'Allow',
        'events:PutEvents',
        expect.stringMatching(/^<ConnectorDataBus\w+\.Arn>$/),
      ]);
    }
    expect(role?.Properties.PolicyDocument.Statement).toHaveLength(1);
  });

  test('a producer may put ten events of its own sources in one call', () => {
    for (const statement of statements) expect(allows(statement, ...Array(9).fill('shop'), 'app')).toBe(true);
  });

  test('a producer may not put an event that passes for one of the connector, not even as the last of ten in a call', () => {
    for (const statement of statements) {
      expect(allows(statement, CONNECTOR_SOURCE)).toBe(false);
      expect(allows(statement, ...Array(9).fill('shop'), CONNECTOR_SOURCE)).toBe(false);
    }
  });

  test('a producer may not put events in a call whose sources IAM does not know', () => {
    for (const statement of statements) expect(allows(statement)).toBe(false);
  });

  test('a producer of another account is named by that account, under an id that stays the same', () => {
    expect(account?.Properties).toMatchObject({ StatementId: 'Producer999999999999' });
    expect(account?.Properties.Statement.Principal).toEqual({ AWS: '999999999999' });
  });

  test('an account that cannot exist is refused as a producer', () => {
    expect(() => withConnector((connector) => connector.allowProducerAccount('shop'))).toThrow(
      'expected twelve digits',
    );
  });
});
