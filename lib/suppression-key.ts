import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** The fate and the encryption of the key, or the key of an earlier installation. */
export interface SuppressionKeyProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
  /** The complete ARN of the secret of an earlier installation, whose tables are attached. */
  readonly secretArn?: string | undefined;
}

/**
 * The key of the hashes under which the refusals of deleted users are kept (R84), as a secret that outlives its stack like the tables:
 * without it none of them is found any more, and people are sent what they refused.
 */
export class SuppressionKey extends Construct {
  /** The ARN of the secret, by which another installation attaches it. */
  readonly secretArn: string;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: SuppressionKeyProps) {
    super(scope, id);
    this.#key = props.encryptionKey;
    const secret =
      props.secretArn === undefined
        ? createSecret(this, props)
        : Secret.fromSecretCompleteArn(this, 'Secret', props.secretArn);
    this.secretArn = secret.secretArn;
  }

  /** Returns the access with which a Lambda function reads the key. */
  accessToRead(): Access {
    return {
      variable: ENVIRONMENT.suppressionKey,
      value: this.secretArn,
      statements: [allowActions(['secretsmanager:GetSecretValue'], this.secretArn), ...allowKey(this.#key)],
    };
  }
}

function createSecret(scope: Construct, { removalPolicy, encryptionKey }: SuppressionKeyProps): ISecret {
  const secret = new Secret(scope, 'Secret', {
    description: 'The key of the hashes under which refusals of deleted users are kept: never change it',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    ...(encryptionKey && { encryptionKey }),
    removalPolicy: removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'With another key the refusals of deleted users could no longer be found: people would be sent what they refused.',
  });
  return secret;
}
