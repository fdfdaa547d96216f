/**
 * Replaces the chain of credential providers of the AWS SDK in the bundles: the credentials of a Lambda function are in its
 * environment, and the other providers (profiles, SSO, instance metadata) are a fifth of a bundle.
 */
export function defaultProvider() {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) throw new Error('credentials: expected in the environment of a Lambda');
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
