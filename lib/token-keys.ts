import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** The fate and the encryption of the keys. */
export interface TokenKeysProps {
  readonly isEphemeral: boolean;
  readonly encryptionKey?: IKey | undefined;
}

/** The keys of the links in messages, as a secret that outlives its stack: links in emails are followed for years. */
export class TokenKeys extends Construct {
  readonly #secret: Secret;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, { isEphemeral, encryptionKey }: TokenKeysProps) {
    super(scope, id);
    this.#key = encryptionKey;
    this.#secret = new Secret(this, 'Secret', {
      description: 'The keys of the links in messages, by their ids, and the id of the current one',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: '1' }),
        generateStringKey: '1',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: isEphemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(encryptionKey && { encryptionKey }),
    });
    Validations.of(this.#secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A rotation adds a key and keeps those before, so that earlier links stay valid: people do it.',
    });
  }

  /** Returns the access with which a Lambda function reads the keys. */
  accessToRead(): Access {
    return {
      variable: ENVIRONMENT.tokenKeys,
      value: this.#secret.secretArn,
      statements: [allowActions(['secretsmanager:GetSecretValue'], this.#secret.secretArn), ...allowKey(this.#key)],
    };
  }
}
