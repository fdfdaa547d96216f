import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../../core/contracts/catalogue.ts';
import { accepts } from '../harness/lib/pattern.ts';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const rules = Object.entries(connector.findResources('AWS::Events::Rule')).map(([id, { Properties, DependsOn }]) => ({
  dependsOn: DependsOn ?? [],
  name: id.replace(/^Connector(MatchersRules)?|[0-9A-F]{8}$/g, ''),
  ...Properties,
}));
const inbound = rules.filter(({ EventBusName }) => EventBusName !== undefined);

/** Where an event goes: the rules that accept it. */
function rulesFor(detailType: string, detail: Record<string, unknown>): string[] {
  const event = { 'detail-type': detailType, source: 'shop', detail: { userId: 'ada', ...detail } };
  return inbound.filter(({ EventPattern }) => accepts(EventPattern, event)).map(({ name }) => name);
}

describe('the rules of the bus', () => {
  test('are never more than 20, with those of the default bus, and each pattern is shorter than 2,048 characters', () => {
    expect(rules.length).toBeLessThanOrEqual(20);
    for (const { name, EventPattern } of inbound) {
      expect(JSON.stringify(EventPattern).length, name).toBeLessThan(2_048);
    }
  });

  test.each(INTERACTION_NAMES)('send %s to the rule of its family, and to no other', (interaction) => {
    const family = INTERACTIONS[interaction].family.replaceAll('_', '');
    expect(rulesFor('Campaign Interaction', { interaction, campaignId: 'welcome' })).toEqual([family]);
  });

  test.each(BEHAVIOR_NAMES)('send %s to the rule of behaviors, and to no other', (behavior) => {
    expect(rulesFor('User Behavior', { behavior })).toEqual(['behaviors']);
  });

  test('send what is new about a user to the rule of profiles', () => {
    expect(rulesFor('User Profile Updated', { attributes: { plan: 'gold' } })).toEqual(['profiles']);
  });

  test.each([
    ['nobody knows', { interaction: 'fax.read' }],
    ['is missing', {}],
    ['is null', { interaction: null }],
    ['is a number', { interaction: 5 }],
    ['is an object', { interaction: { name: 'email.opened' } }],
    ['is a behavior', { interaction: 'purchase.made' }],
  ])('send an interaction that %s to the rule of the unknown, so that it is refused (R61)', (_, detail) => {
    expect(rulesFor('Campaign Interaction', detail)).toEqual(['unknowninteractions']);
  });

  test.each([
    ['nobody knows', { behavior: 'car.parked' }],
    ['is missing', {}],
    ['is an interaction', { behavior: 'email.opened' }],
  ])('send a behavior that %s to the rule of the unknown, so that it is refused (R61)', (_, detail) => {
    expect(rulesFor('User Behavior', detail)).toEqual(['unknownbehaviors']);
  });

  test('take none of what the connector itself puts on the bus', () => {
    expect(rulesFor('Message Dispatched', { interaction: 'email.opened', behavior: 'purchase.made' })).toEqual([]);
  });

  test('take each event of the examples exactly once', () => {
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

  test('are one queue for what users do, known to us or not: match-exception reads it, refuses, and hands on what triggers', () => {
    for (const name of ['email', 'push', 'campaign', 'behaviors', 'unknowninteractions', 'unknownbehaviors']) {
      expect(queuesOf(name), name).toEqual(['MatchExceptionQueue']);
    }
  });

  test('are the queue of profiles for what is new about users', () => {
    expect(queuesOf('profiles')).toEqual(['UpdateProfileQueue']);
  });

  test('are given events only once the Lambda that reads them is up to date: an older one would hand nothing on', () => {
    for (const name of ['email', 'behaviors', 'unknownbehaviors']) {
      expect(rules.find((rule) => rule.name === name)?.dependsOn, name).toContainEqual(
        expect.stringMatching(/^ConnectorMatchersMatchExceptionFunction[0-9A-F]{8}$/),
      );
    }
  });

  test('have a retry policy, and dead letters of EventBridge', () => {
    for (const { name, Targets } of rules) {
      for (const { RetryPolicy, DeadLetterConfig } of Targets) {
        expect(RetryPolicy.MaximumRetryAttempts, name).toBeGreaterThan(0);
        expect(RetryPolicy.MaximumEventAgeInSeconds, name).toBeGreaterThanOrEqual(300);
        expect(written(DeadLetterConfig.Arn), name).toMatch(/^<ConnectorUndelivered/);
      }
    }
  });
});

describe('beside the bus', () => {
  test('a wave that is aborted, fails or times out is told of, and no execution of another machine', () => {
    const ended = rules.find(({ name }) => name === 'WavesEnded');
    expect(ended?.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [expect.anything()] },
    });
    expect(written(ended?.EventPattern.detail.stateMachineArn[0])).toMatch(/:stateMachine:campaign-connector-waves$/);
  });

  test('waves are checked every five minutes', () => {
    expect(rules.find(({ name }) => name === 'WavesClock')?.ScheduleExpression).toBe('rate(5 minutes)');
  });
});
