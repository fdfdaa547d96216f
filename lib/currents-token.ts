import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** The removal policy and the encryption of the token. */
export interface CurrentsTokenProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The bearer token of `POST /ingest/currents`, as a secret: it is generated once and copied into Braze by hand. */
export class CurrentsToken extends Construct {
  readonly #secret: Secret;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: CurrentsTokenProps) {
    super(scope, id);
    this.#key = props.encryptionKey;
    this.#secret = new Secret(this, 'Secret', {
      description: 'The bearer token that Braze Currents sends to /ingest/currents',
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      ...props,
      // A creation that is rolled back leaves no token behind. A table is protected from deletion, and its rollback would fail.
      removalPolicy:
        props.removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : props.removalPolicy,
    });
    Validations.of(this.#secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The token is copied into Braze by hand: automatic rotation would lock Currents out.',
    });
  }

  /** Returns the access with which a Lambda function reads the token. */
  accessToRead(): Access {
    return {
      variable: ENVIRONMENT.currentsSecret,
      value: this.#secret.secretArn,
      statements: [allowActions(['secretsmanager:GetSecretValue'], this.#secret.secretArn), ...allowKey(this.#key)],
    };
  }
}
