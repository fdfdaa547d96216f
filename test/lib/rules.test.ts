import { readdirSync, readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, test } from 'vitest';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../../core/contracts/catalogue.ts';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED } from '../../core/contracts/dispatch.ts';
import type { DetailType } from '../../core/contracts/entry.ts';
import { FIRST_QUEUES } from '../../core/contracts/first-queues.ts';
import { CampaignConnector } from '../../lib/campaign-connector.ts';
import { accepts } from '../harness/lib/pattern.ts';
import { installed, withBundles, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const rules = Object.entries(connector.findResources('AWS::Events::Rule')).map(([id, { Properties, DependsOn }]) => ({
  dependsOn: DependsOn ?? [],
  name: id.replace(/^Connector(MatchersRules)?|[0-9A-F]{8}$/g, ''),
  ...Properties,
}));
interface Target {
  readonly Arn: unknown;
  readonly DeadLetterConfig: { readonly Arn: unknown };
}

const isAllowed = ({ Effect }: { readonly Effect: string }) => Effect === 'Allow';
const inbound = rules.filter(({ EventBusName }) => EventBusName !== undefined);

/** Returns the names of the rules that accept an event. */
function rulesFor(detailType: string, detail: Record<string, unknown>, source = 'shop'): string[] {
  const event = { 'detail-type': detailType, source, detail: { userId: 'ada', ...detail } };
  return inbound.filter(({ EventPattern }) => accepts(EventPattern, event)).map(({ name }) => name);
}

describe('the rules of the bus', () => {
  test('the rules of the bus are at most 20, including those of the default bus, and each pattern is shorter than 2,048 characters', () => {
    expect(rules.length).toBeLessThanOrEqual(20);
    for (const { name, EventPattern } of inbound) {
      expect(JSON.stringify(EventPattern).length, name).toBeLessThan(2_048);
    }
  });

  test.each(INTERACTION_NAMES)('the bus sends %s to the rule of its family, and to no other', (interaction) => {
    const family = INTERACTIONS[interaction].family.replaceAll('_', '');
    expect(rulesFor('Campaign Interaction', { interaction, campaignId: 'welcome' })).toEqual([family]);
  });

  test.each(BEHAVIOR_NAMES)('the bus sends %s to the rule of behaviors, and to no other', (behavior) => {
    expect(rulesFor('User Behavior', { behavior })).toEqual(['behaviors']);
  });

  test('the bus sends a profile update to the rule of profiles', () => {
    expect(rulesFor('User Profile Updated', { attributes: { plan: 'gold' } })).toEqual(['profiles']);
  });

  test.each([
    ['is unknown', { interaction: 'fax.read' }],
    ['is missing', {}],
    ['is null', { interaction: null }],
    ['is a number', { interaction: 5 }],
    ['is an object', { interaction: { name: 'email.opened' } }],
    ['is a behavior', { interaction: 'purchase.made' }],
  ])(
    'the bus sends an interaction that %s to the rule of unknown interactions, so that it is refused (R61)',
    (_, detail) => {
      expect(rulesFor('Campaign Interaction', detail)).toEqual(['unknowninteractions']);
    },
  );

  test.each([
    ['is unknown', { behavior: 'car.parked' }],
    ['is missing', {}],
    ['is an interaction', { behavior: 'email.opened' }],
  ])('the bus sends a behavior that %s to the rule of unknown behaviors, so that it is refused (R61)', (_, detail) => {
    expect(rulesFor('User Behavior', detail)).toEqual(['unknownbehaviors']);
  });

  test('the rules of the bus accept no event that the connector itself puts on the bus', () => {
    for (const type of [MESSAGE_DISPATCHED, 'Campaign Published', 'Campaign Stopped', 'Enrollment Changed']) {
      const detail = { interaction: 'email.opened', behavior: 'purchase.made' };
      expect(rulesFor(type, detail, CONNECTOR_SOURCE), type).toEqual([]);
    }
  });

  test.each([
    ['has a typing error', 'Campaign interaction'],
    ['is of another system', 'Order Placed'],
    ['is that of a message, from a producer', MESSAGE_DISPATCHED],
  ])(
    'the bus sends an event whose type %s to the rule of unknown types, so that it is refused (R61)',
    (_, detailType) => {
      expect(rulesFor(detailType, { interaction: 'email.opened', behavior: 'purchase.made' })).toEqual([
        'unknowntypes',
      ]);
    },
  );

  test('the rules of a bus that was there before accept no event of an unknown type, because others use it too', () => {
    const stack = new Stack(new App(), 'Marketing');
    withBundles((bundles) => {
      new CampaignConnector(stack, 'Connector', { bus: new EventBus(stack, 'Bus'), bundles });
    });
    const patterns = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')).flatMap(
      ({ Properties: { EventBusName, EventPattern } }) => (EventBusName === undefined ? [] : [EventPattern]),
    );
    expect(patterns).toHaveLength(inbound.length - 1);
    const event = { 'detail-type': 'Order Placed', source: 'shop', detail: {} };
    expect(patterns.filter((pattern) => accepts(pattern, event))).toEqual([]);
  });

  test('the rules of the bus accept each event of the examples exactly once', () => {
    const folder = new URL('../../examples/events/', import.meta.url);
    const lines = readdirSync(folder).flatMap((file) => readFileSync(new URL(file, folder), 'utf8').trim().split('\n'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const { DetailType, Detail } = JSON.parse(line);
      expect(rulesFor(DetailType, Detail), line).toHaveLength(1);
    }
  });
});

describe('the targets of a rule', () => {
  const queuesOf = (name: string) =>
    rules
      .find((rule) => rule.name === name)
      ?.Targets.map(({ Arn }: { Arn: unknown }) =>
        written(Arn).replace(/^<Connector(Matchers)?|[0-9A-F]{8}.Arn>$/g, ''),
      );

  test('the rules for interactions and behaviors, known or unknown, send them to the queue of match-exception', () => {
    for (const name of [
      'email',
      'push',
      'campaign',
      'behaviors',
      'unknowninteractions',
      'unknownbehaviors',
      'unknowntypes',
    ]) {
      expect(queuesOf(name), name).toEqual(['MatchExceptionQueue']);
    }
  });

  test('the rule for profile updates sends them to the queue of update-profile', () => {
    expect(queuesOf('profiles')).toEqual(['UpdateProfileQueue']);
  });

  test('the rules send events to the queues that the HTTP interface sends the same events to', () => {
    const [, { Properties } = {}] =
      Object.entries(connector.findResources('AWS::Lambda::Function')).find(([id]) => id.includes('Answer')) ?? [];
    const { EVENTS_QUEUE_URL, PROFILES_QUEUE_URL } = Properties?.Environment.Variables ?? {};
    const directly = { events: EVENTS_QUEUE_URL, profiles: PROFILES_QUEUE_URL };
    const samples: readonly (readonly [DetailType, Record<string, unknown>])[] = [
      ...INTERACTION_NAMES.map((interaction) => ['Campaign Interaction', { interaction }] as const),
      ...BEHAVIOR_NAMES.map((behavior) => ['User Behavior', { behavior }] as const),
      ['User Profile Updated', {}],
    ];
    for (const [detailType, detail] of samples) {
      const [rule = ''] = rulesFor(detailType, detail);
      const queue = written(directly[FIRST_QUEUES[detailType]]).replace(/^<Connector(Matchers)?|[0-9A-F]{8}>$/g, '');
      expect(queuesOf(rule), rule).toEqual([queue]);
    }
  });

  test('queues receive events over HTTP only after the functions that read packs are deployed', () => {
    const [, answer] =
      Object.entries(connector.findResources('AWS::Lambda::Function')).find(([id]) => id.includes('Answer')) ?? [];
    for (const name of ['MatchException', 'UpdateProfile'])
      expect(answer?.['DependsOn']).toContainEqual(
        expect.stringMatching(`^ConnectorMatchers${name}Function[0-9A-F]{8}$`),
      );
  });

  test('a rule sends events only after the function that reads them is deployed, since an older version would not forward triggers', () => {
    for (const name of ['email', 'behaviors', 'unknownbehaviors']) {
      expect(rules.find((rule) => rule.name === name)?.dependsOn, name).toContainEqual(
        expect.stringMatching(/^ConnectorMatchersMatchExceptionFunction[0-9A-F]{8}$/),
      );
    }
  });

  test('each rule has a queue whose policy is deployed before the rule and admits it, since EventBridge does not retry what it has no permission for', () => {
    const policies = Object.entries(connector.findResources('AWS::SQS::QueuePolicy'));
    for (const { name, Name, EventBusName, Targets, dependsOn } of rules) {
      const wanted = EventBusName === undefined ? `:rule/${Name}` : `:rule/${written(EventBusName)}/*`;
      const queues = Targets.flatMap(({ Arn, DeadLetterConfig }: Target) => [Arn, DeadLetterConfig.Arn]).map(written);
      const ours = policies.filter(([, { Properties }]) => queues.includes(`<${Properties.Queues[0].Ref}.Arn>`));
      expect(ours, name).toHaveLength(name === 'WavesClock' ? 1 : 2);
      for (const [id, { Properties }] of ours) {
        const text = JSON.stringify(Properties.PolicyDocument.Statement, (_, value) =>
          Object(value) === value && 'Fn::Join' in value ? written(value) : value,
        );
        expect(text, name).toContain(`${wanted}"`);
        expect(dependsOn, name).toContain(id);
      }
    }
  });

  test('queues admit the rules of the default bus, where that is the bus of producers: their ARNs name no bus', () => {
    const stack = new Stack(new App(), 'Marketing');
    withBundles((bundles) => {
      const bus = EventBus.fromEventBusName(stack, 'Bus', 'default');
      new CampaignConnector(stack, 'Connector', { bus, bundles });
    });
    const policies = Template.fromStack(stack).findResources('AWS::SQS::QueuePolicy');
    const [events] = Object.entries(policies).filter(([id]) => id.includes('MatchExceptionQueuePolicy'));
    const { Condition } = (events?.[1].Properties.PolicyDocument.Statement ?? []).find(isAllowed);
    expect([Condition.ArnLike['aws:SourceArn']].flat().map(written)[0]).toMatch(/:rule\/\*$/);
  });

  test('the targets of a rule have a retry policy, and a dead-letter queue for events that EventBridge cannot deliver', () => {
    for (const { name, Targets } of rules) {
      for (const { RetryPolicy, DeadLetterConfig } of Targets) {
        expect(RetryPolicy.MaximumRetryAttempts, name).toBeGreaterThan(0);
        expect(RetryPolicy.MaximumEventAgeInSeconds, name).toBeGreaterThanOrEqual(300);
        expect(written(DeadLetterConfig.Arn), name).toMatch(/^<ConnectorUndelivered/);
      }
    }
  });
});

describe('the rules of the default bus', () => {
  test('a rule of the default bus matches executions of the wave machine that were aborted, failed or timed out, and of no other machine', () => {
    const ended = rules.find(({ name }) => name === 'WavesEnded');
    expect(ended?.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [expect.anything()] },
    });
    expect(written(ended?.EventPattern.detail.stateMachineArn[0])).toMatch(/:stateMachine:campaign-connector-waves$/);
  });

  test('a rule of the default bus starts the check of waves every five minutes', () => {
    expect(rules.find(({ name }) => name === 'WavesClock')?.ScheduleExpression).toBe('rate(5 minutes)');
  });
});
