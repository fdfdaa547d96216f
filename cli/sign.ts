import { CommandRefusedError, CommandUsageError } from './terminal.ts';

/** A call as it is about to be sent. */
export interface UnsignedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Signs calls with the caller's AWS credentials. */
export interface Signer {
  /** The headers of a call, its signature among them; throws `CommandRefusedError` where there are no credentials. */
  sign(call: UnsignedRequest): Promise<Record<string, string>>;
  /** By whom calls are signed, for a person: nothing secret. */
  describeIdentity(): Promise<string>;
}

/** An API on AWS, its region in its name. */
const AWS_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** The signer of an installation: undefined where it is none on AWS, unless the caller says to sign. */
export function createSigner({ hostname }: URL, forceSigning: boolean): Signer | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const hostRegion = AWS_HOST.exec(hostname)?.[1];
  if (hostRegion === undefined && !forceSigning) return undefined;
  const region = hostRegion ?? (AWS_REGION || AWS_DEFAULT_REGION);
  if (!region) throw new CommandUsageError(`--sign: expected a region in AWS_REGION, as ${hostname} names none`);
  return createSignerFor(region);
}

function createSignerFor(region: string): Signer {
  let loading: ReturnType<typeof load> | undefined;
  const loaded = () => {
    loading ??= load(region);
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

/** Loads what signs only now: a command to this machine waits for none of it. */
async function load(region: string) {
  const [{ SignatureV4 }, { Sha256 }, { fromNodeProviderChain }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
    import('@aws-sdk/credential-providers'),
  ]);
  const found = fromNodeProviderChain({ clientConfig: { region } });
  const credentials = () => found().catch(refuse);
  return { credentials, signatures: new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 }) };
}

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new CommandRefusedError([
    `The call must be signed with AWS credentials: ${reason}`,
    '  Sign in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ]);
}
