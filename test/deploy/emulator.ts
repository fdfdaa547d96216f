import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ended, freePort } from '../harness/processes.ts';
import { run } from '../harness/run-command.ts';
import { PATH, REPOSITORY, tool } from './tools.ts';

/** A region that is not the default of any tool, so that a region that is fixed somewhere shows. */
export const REGION = 'eu-central-1';

/** A running emulator. */
export interface Emulator {
  /** A folder that is removed when the emulator ends. */
  readonly directory: string;
  /** The environment in which the AWS command line, the SDK and the CDK find it, as its root user. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** The output of the emulator, which is kept until the next deployment test. */
const EMULATOR_LOG = join(REPOSITORY, '.data/deployment-test.log');

/**
 * Starts MiniStack on a free port of the loopback interface. It checks signatures and policies (AUTH) and uses TLS,
 * because queues and buckets deny anything else. Its state lies outside of the repository, whose package.json would
 * make ES modules of the scripts that it starts Lambdas with.
 */
export async function startEmulator(signal: AbortSignal): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), 'connector-deployment-test-'));
  const port = await freePort();
  const endpoint = `https://localhost:${port}`;
  const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const own = {
    ...{ PATH, HOME: directory, TMPDIR: directory, STATE_DIR: directory, S3_DATA_DIR: join(directory, 's3') },
    ...{ GATEWAY_PORT: String(port), AWS_ENDPOINT_URL: endpoint, MINISTACK_REGION: REGION, ...keys },
    ...{ AUTH: 'true', USE_SSL: '1', IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0', LOG_LEVEL: 'INFO' },
  };
  const certified = 'from ministack.core import tls; print(*tls.resolve_tls_material(), sep="\\n")';
  const [certificate = '', key = ''] = (await run(tool('python'), ['-c', certified], { env: own, signal })).split('\n');
  const serving = [
    '--bind',
    `127.0.0.1:${port}`,
    '--certfile',
    certificate,
    '--keyfile',
    key,
    '--keep-alive',
    '75',
    '--workers',
    '0',
  ];
  const child = spawn(tool('python'), ['-m', 'hypercorn', 'ministack.app:app', ...serving], {
    ...{ cwd: directory, env: { ...own, NODE_EXTRA_CA_CERTS: certificate }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  mkdirSync(join(REPOSITORY, '.data'), { recursive: true });
  const log = createWriteStream(EMULATOR_LOG);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const stop = async () => {
    // The Lambdas end when their input ends.
    await ended(child, 10_000);
    log.end();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
    await untilHealthy(endpoint, child, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const trust = { NODE_EXTRA_CA_CERTS: certificate, AWS_CA_BUNDLE: certificate };
  const region = { AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION };
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...ours } = process.env;
  return { directory, env: { ...ours, PATH, AWS_ENDPOINT_URL: endpoint, ...keys, ...region, ...trust }, stop };
}

async function untilHealthy(endpoint: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`MiniStack ended with ${child.exitCode}: see ${EMULATOR_LOG}`);
    const isHealthy = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) return;
    await pause(100, undefined, { signal });
  }
  throw new Error(`MiniStack: expected to be healthy within 30 s; see ${EMULATOR_LOG}`);
}
