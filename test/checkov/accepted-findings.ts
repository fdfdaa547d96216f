import type { AcceptedFinding } from './finding.ts';

/**
 * The findings of checkov that we accept, each with its reason. `campaign-connector-prod` is the app of this repository as it
 * is deployed by default; `with-a-key` is a stack with a customer managed key, in which nothing is left unencrypted by it.
 */
export const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [
  {
    check: 'CKV_AWS_27',
    resources: /^campaign-connector-prod\.template\.json AWS::SQS::Queue\./,
    reason:
      'Every queue is encrypted with keys of SQS (SqsManagedSseEnabled), which checkov does not read. With `encryptionKey`, the queues use that key.',
  },
  {
    check: 'CKV_AWS_158',
    resources: /^campaign-connector-prod\.template\.json AWS::Logs::LogGroup\./,
    reason:
      'CloudWatch Logs encrypts every log group with its own key. With `encryptionKey`, the log groups use that key.',
  },
  {
    check: 'CKV_AWS_149',
    resources: /^campaign-connector-prod-data\.template\.json AWS::SecretsManager::Secret\./,
    reason:
      'Secrets Manager encrypts the token with the key aws/secretsmanager. With `encryptionKey`, it uses that key.',
  },
  {
    check: 'CKV_AWS_173',
    resources: / AWS::Lambda::Function\./,
    reason:
      'Environment variables name tables, queues and the bus. They hold no secret, and Lambda encrypts them with its own key.',
  },
  {
    check: 'CKV_AWS_115',
    resources: / AWS::Lambda::Function\./,
    reason:
      'Event source mappings bound the concurrency of the matchers. A reservation would take it from the account for good, also where nothing is sent.',
  },
  {
    check: 'CKV_AWS_116',
    resources: / AWS::Lambda::Function\./,
    reason:
      'A dead-letter queue of a function serves asynchronous invocations only. Functions are called by queues that have one each, by Step Functions and API Gateway, which wait for the answer, and by a schedule that repeats.',
  },
  {
    check: 'CKV_AWS_117',
    resources: / AWS::Lambda::Function\./,
    reason:
      'The functions call AWS services only, each with the rights of its role. A VPC would add endpoints to pay for and would protect nothing that IAM does not.',
  },
];
