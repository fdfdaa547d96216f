import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { createInstallation } from '../../lib/installation.ts';
import { FUNCTION_STORIES } from '../harness/lib/function-stories.ts';
import { FUNCTION_NAMES, installed, withBundles, written } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const { connector } = installed({ hashUserIdsInLogs: true });
const functions = Object.values(connector.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
const nameOf = (properties: { LoggingConfig: { LogGroup: unknown } }): string => {
  const [, id = ''] = /^<(.*)>$/.exec(written(properties.LoggingConfig.LogGroup)) ?? [];
  const logGroups = connector.findResources('AWS::Logs::LogGroup');
  return written(logGroups[id]?.Properties.LogGroupName).split('/').at(-1) ?? '';
};

/** Returns the Lambda functions that log decisions. */
async function findDeciding(): Promise<string[]> {
  const deciding: string[] = [];
  for (const functionName of FUNCTION_NAMES) {
    const container = new WatchedInstallation();
    await FUNCTION_STORIES[functionName](container);
    if (container.decisions.length > 0) deciding.push(functionName);
  }
  return deciding.sort();
}

test('an installation that does not hash ids has no key of the log', () => {
  expect(Object.keys(installed().connector.findResources('AWS::SecretsManager::Secret'))).toEqual([]);
  const environments = JSON.stringify(installed().connector.findResources('AWS::Lambda::Function'));
  expect(environments).not.toContain('HASHED_IDS');
});

test('the key of the log is generated, and is in no environment and no template', () => {
  connector.resourceCountIs('AWS::SecretsManager::Secret', 1);
  connector.hasResource('AWS::SecretsManager::Secret', {
    Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
    DeletionPolicy: 'Delete',
  });
  expect(JSON.stringify(connector.toJSON())).not.toContain('SecretString":"');
  const values = functions.map(({ Environment }) => Environment.Variables['LOG_KEY_SECRET_ARN']);
  expect(new Set(values.filter((value) => value !== undefined).map(written))).toEqual(
    new Set([expect.stringMatching(/^<ConnectorLogKeySecret/)]),
  );
});

test('every Lambda function hides ids, and those that log decisions may read the key, and no other', async () => {
  for (const { Environment } of functions) expect(Environment.Variables['HASHED_IDS']).toBe('true');
  const deciding = await findDeciding();
  expect(deciding.length).toBeGreaterThan(3);
  const named = functions.filter(({ Environment }) => 'LOG_KEY_SECRET_ARN' in Environment.Variables).map(nameOf);
  expect(named.sort()).toEqual(deciding);

  const readers = Object.entries(connector.findResources('AWS::IAM::Policy')).flatMap(([, { Properties }]) => {
    const statements: { Action: unknown; Resource: unknown }[] = Properties.PolicyDocument.Statement;
    const reading = statements.filter(({ Resource }) => written(Resource).startsWith('<ConnectorLogKeySecret'));
    expect(reading.map(({ Action }) => Action)).toEqual(reading.map(() => 'secretsmanager:GetSecretValue'));
    return reading.length === 0 ? [] : [Properties.Roles.length];
  });
  expect(readers).toEqual(deciding.map(() => 1));
});

test('an installation that hashes ids has no finding of AwsSolutions without an explanation', () => {
  withBundles((bundles) => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    createInstallation(app, { bundles, hashUserIdsInLogs: true });
    expect(() => app.synth()).not.toThrow();
  });
});
