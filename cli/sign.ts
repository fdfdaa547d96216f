import { CommandRefusedError, CommandUsageError } from './terminal.ts';

/** A call before it is signed and sent. */
export interface UnsignedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A signer of calls with the caller's AWS credentials. */
export interface Signer {
  /** Returns the headers of a call with its signature; throws `CommandRefusedError` if there are no credentials. */
  sign(call: UnsignedRequest): Promise<Record<string, string>>;
  /** Describes the identity that signs calls, for people, without secrets. */
  describeIdentity(): Promise<string>;
}

/** The code of the error of a call for which there are no credentials, or only expired ones. */
export const NO_CREDENTIALS = 'no-credentials';

/** The host name of an API on AWS, with its region. */
const AWS_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Creates the signer of an installation, or returns undefined if it is not on AWS and `--sign` was not given. */
export function createSigner(url: URL, forceSigning: boolean): Signer | undefined {
  const region = findSigningRegion(url, forceSigning);
  return region === undefined ? undefined : createServiceSigner('execute-api', region);
}

/** Returns the region for which the calls of an installation are signed, or undefined if they are not signed. */
export function findSigningRegion(url: URL, forceSigning: boolean): string | undefined {
  if (!AWS_HOST.test(url.hostname) && !forceSigning) return undefined;
  const region = findRegion(url);
  if (!region) throw new CommandUsageError(`--sign: expected a region in AWS_REGION, as ${url.hostname} names none`);
  return region;
}

/** Returns the region of an installation on AWS: that of its host, or else of the environment. */
export function findRegion({ hostname }: URL): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return AWS_HOST.exec(hostname)?.[1] ?? (AWS_REGION || AWS_DEFAULT_REGION || undefined);
}

/** Creates the signer of calls to a service of AWS in a region. */
export function createServiceSigner(service: string, region: string): Signer {
  let loading: ReturnType<typeof load> | undefined;
  const loaded = () => {
    loading ??= load(service, region);
    return loading;
  };
  return {
    async sign({ url, method, headers, body }) {
      const { signatures } = await loaded();
      const { protocol, hostname, pathname: path } = url;
      const query = Object.fromEntries(url.searchParams);
      const unsigned = { protocol, hostname, method, path, query, headers: { ...headers, host: url.host }, body };
      const { host: _, ...signed } = (await signatures.sign(unsigned)).headers;
      return signed;
    },
    async describeIdentity() {
      const { credentials } = await loaded();
      const { accessKeyId, accountId } = await credentials();
      const account = accountId === undefined ? '' : ` of account ${accountId}`;
      return `the access key that ends in ${accessKeyId.slice(-4)}${account}, for ${region}`;
    },
  };
}

/** Loads the modules that sign when they are needed, so that commands to this machine do not wait for them. */
async function load(service: string, region: string) {
  const [{ SignatureV4 }, { Sha256 }, { fromNodeProviderChain }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
    import('@aws-sdk/credential-providers'),
  ]);
  // A signer that is created after a sign-in reads the files of profiles again.
  const found = fromNodeProviderChain({ clientConfig: { region }, ignoreCache: true });
  const credentials = () => found().catch(refuse);
  return { credentials, signatures: new SignatureV4({ service, region, credentials, sha256: Sha256 }) };
}

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new CommandRefusedError(
    [
      `The call must be signed with AWS credentials: ${reason}`,
      '  Sign in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ],
    NO_CREDENTIALS,
  );
}
