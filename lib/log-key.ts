import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** The encryption of the key. */
export interface LogKeyProps {
  readonly encryptionKey?: IKey;
}

/** The key of the hashes that stand for the ids of users and events in logs, as a secret. It goes with its stack, as the logs do. */
export class LogKey extends Construct {
  readonly #secret: Secret;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, { encryptionKey }: LogKeyProps) {
    super(scope, id);
    this.#key = encryptionKey;
    this.#secret = new Secret(this, 'Secret', {
      description: 'The key of the hashes that stand for ids of users and events in logs',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    Validations.of(this.#secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'With another key the lines of a user could no longer be found together.',
    });
  }

  /** Returns the access with which a Lambda function reads the key. */
  accessToRead(): Access {
    return {
      variable: ENVIRONMENT.logKey,
      value: this.#secret.secretArn,
      statements: [allowActions(['secretsmanager:GetSecretValue'], this.#secret.secretArn), ...allowKey(this.#key)],
    };
  }
}
