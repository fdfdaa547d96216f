import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { sha256 } from '../../core/sha256.ts';
import { sha256 as sha256InBrowser } from '../../core/sha256-browser.ts';
import { rehearse } from '../../rehearse/rehearse.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const STORY = 'resend-welcome';
const recording = readFileSync(new URL(`events/${STORY}.jsonl`, EXAMPLES));

/** The globals of the bundle: those that browsers and Node have in common, and none of Node alone. */
const WEB_GLOBALS = { TextDecoder, TextEncoder, btoa, console, setTimeout, structuredClone, Uint8Array, URL };

function settings() {
  return {
    campaigns: [campaign()],
    events: async function* () {
      yield new Uint8Array(recording);
    },
    log: { warn: () => undefined, logDecisions: () => undefined },
    needsUsers: true,
  };
}

function campaign(): Definition {
  const reading = parseCampaignFile(readFileSync(new URL(`campaigns/${STORY}.yaml`, EXAMPLES)));
  if (!('definition' in reading)) throw new Error(`${STORY}: expected a campaign without faults`);
  return reading.definition;
}

async function bundleForBrowser() {
  const { outputFiles, metafile } = await build({
    entryPoints: ['rehearse/rehearse.ts'],
    absWorkingDir: new URL('../../', import.meta.url).pathname,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundle',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

describe('a rehearsal in a browser', () => {
  test('a rehearsal in a browser needs no module of Node', async () => {
    const { inputs } = await bundleForBrowser();
    expect(inputs).toContain('core/sha256-browser.ts');
    expect(inputs).not.toContain('core/sha256.ts');
  });

  test('a rehearsal in a browser has the same outcomes as in Node', async () => {
    const { text } = await bundleForBrowser();
    const context = createContext({ ...WEB_GLOBALS, settings: settings() });
    const inBrowser: unknown = await runInContext(`${text}; bundle.rehearse(settings)`, context);
    const inNode = await rehearse(settings());
    expect(inNode.events).toBeGreaterThan(0);
    expect(JSON.stringify(inBrowser)).toBe(JSON.stringify(inNode));
  });

  test('a rehearsal in a browser gives every enrollment the same id as in Node, for any text (R71)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sha256InBrowser(text)).toBe(sha256(text));
      }),
    );
  });
});
