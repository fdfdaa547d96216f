import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../core/contracts/decision.ts';
import { createAwsLog } from '../../functions/runtime/log.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { FUNCTION_STORIES } from '../harness/lib/function-stories.ts';
import { runInsightsQuery } from '../harness/lib/insights-query.ts';
import { linesOf } from '../harness/lib/lines-of.ts';
import { FUNCTION_NAMES, installed, written } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const installation = installed({ stage: 'prod' });
const { connector, insights } = installation;
const queries = Object.values(insights.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

/** Runs a saved query, with a value in the place of X. */
function runSavedQuery(name: string, x: string) {
  const query = queries.find(({ Name }) => Name === `campaign-connector-prod/${name}`);
  return runInsightsQuery(written(query?.QueryString).replaceAll('"X"', `"${x}"`), lines);
}

const createDecision = (decision: Decision['decision'], more: Partial<Decision> = {}): Decision => {
  return { at: NOON, decision, eventId: 'mail-1', enrollmentId: 'any', triggeredAt: NOON, ...more };
};
const lines = linesOf(installation, () => {
  const log = createAwsLog(new Logger());
  const [ada, bob] = ['ada', 'bob'].map((userId) => ({ userId, campaignId: 'resend-welcome' }));
  if (ada === undefined || bob === undefined) throw new Error('users: expected two');
  log.logDecisions(ada, [createDecision('enrolled')]);
  log.warn('MESSAGE_FAILED', { userId: 'ada', campaignId: 'resend-welcome', decision: 'withheld' });
  log.logDecisions(bob, [createDecision('withheld', { reason: 'not-in-audience', eventId: 'mail-2' })]);
  log.logDecisions({ ...bob, campaignId: 'other' }, [
    createDecision('withheld', { reason: 'stale', eventId: 'mail-3' }),
  ]);
  log.logDecisions(ada, [createDecision('cancelled', { reason: 'exception', eventId: 'order-1' })]);
});

describe('a saved query', () => {
  test('a saved query answers what happened to one user', () => {
    expect(runSavedQuery('What happened to user X', 'ada')).toEqual([
      { campaignId: 'resend-welcome', decision: 'enrolled', eventId: 'mail-1' },
      { campaignId: 'resend-welcome', decision: 'cancelled', reason: 'exception', eventId: 'order-1' },
    ]);
  });

  test('a saved query says what to put in the place of X', () => {
    expect(queries.map(({ QueryString }) => written(QueryString).split('\n')[0])).toEqual([
      '# X: what "explain USER --log-id" prints',
      '# X: the id of the campaign',
    ]);
  });

  test('a saved query answers why messages of a campaign were withheld, with their users', () => {
    expect(runSavedQuery('Why was this withheld', 'resend-welcome')).toEqual([
      {
        campaignId: 'resend-welcome',
        decision: 'withheld',
        reason: 'not-in-audience',
        eventId: 'mail-2',
        userId: 'bob',
      },
    ]);
  });

  test('a saved query reads the logs of the Lambda functions that decide, and no others', async () => {
    const logs = logsByFunction();
    const deciding: string[] = [];
    for (const functionName of FUNCTION_NAMES) {
      const container = new WatchedInstallation();
      await FUNCTION_STORIES[functionName](container);
      if (container.decisions.length > 0) deciding.push(logs[functionName] ?? functionName);
    }
    expect(deciding.length).toBeGreaterThan(3);
    expect(queries.length).toBeGreaterThan(0);
    for (const { Name, LogGroupNames } of queries) {
      expect(LogGroupNames.map(written).toSorted(), Name).toEqual(deciding.toSorted());
    }
  });
});

/** Returns the names of the log groups of the template, by the names of their functions. */
function logsByFunction(): Readonly<Record<string, string>> {
  const groups = connector.findResources('AWS::Logs::LogGroup');
  const names = Object.values(connector.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
    written(groups[Properties.LoggingConfig.LogGroup.Ref]?.Properties.LogGroupName),
  );
  return Object.fromEntries(names.map((name) => [name.split('/').at(-1), name]));
}
