import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { command, useInstallation } from './installation.ts';
import { type RecordedCall, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

type Person = Parameters<typeof command>[1];
/** The work of a test before a call; if it returns a status, the call is answered with that. */
type Interference = () => Promise<unknown>;

/** Creates the file of a follow-up of a campaign, with more lines of YAML. */
export const followUpYaml = (id: string, target: string, ...more: readonly string[]): string =>
  [
    `id: ${id}`,
    `name: ${id}`,
    `triggers: [{ interaction: email.received, campaign: ${target} }]`,
    'messages: [{ channel: email, subject: Hi, body: Hi }]',
    ...more,
    '',
  ].join('\n');

/** Creates the file of a campaign of another tool. */
export const otherToolYaml = (id: string): string => `id: ${id}\nname: ${id}\nsentElsewhere: true\n`;

/** Gives each test an installation and the folder of a project, and records the calls of the command lines that it runs on them. */
export function useProject() {
  const installation = useInstallation();
  let folder: string;
  let proxy: RecordingProxy;
  const interferences = new Map<string, Interference>();
  const interfere = async ({ name }: RecordedCall): Promise<number | undefined> => {
    const act = interferences.get(name);
    // Each acts once.
    interferences.delete(name);
    const status = await act?.();
    return typeof status === 'number' ? status : undefined;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'campaign-connector-project-'));
    interferences.clear();
    proxy = await startRecordingProxy(() => installation.endpoint, interfere);
  });
  afterEach(async () => {
    await proxy.stop();
    rmSync(folder, { recursive: true });
  });
  const write = (files: Readonly<Record<string, string>>): string => {
    for (const [name, text] of Object.entries({ 'campaigns.yaml': 'project: shop\n', ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };
  return {
    /** Writes files into the folder, and returns its path. */
    write,
    remove: (name: string) => rmSync(join(folder, name)),
    path: (name: string) => join(folder, name),
    plan: (...words: readonly string[]) => command(['plan', folder, ...words, '--endpoint', proxy.endpoint]),
    apply: (words: readonly string[] = ['--yes'], person: Person = {}) =>
      command(['apply', folder, ...words, '--endpoint', proxy.endpoint], person),
    /** Runs a command line, whose calls are not recorded. */
    byHand: (words: readonly string[], person: Person = { answers: true }) => installation.connector(words, person),
    /** Saves a definition by hand, and publishes it if that is asked for. */
    async savesByHand(yaml: string, { publish }: { readonly publish?: string } = {}): Promise<void> {
      const file = join(mkdtempSync(join(tmpdir(), 'campaign-connector-hand-')), 'campaign.yaml');
      writeFileSync(file, yaml);
      await installation.connector(['save', file]);
      if (publish !== undefined) await installation.connector(['publish', publish]);
    },
    /** Sets the work of a test before the next call of a name, such as "POST /plan". */
    intercept: (name: string, act: Interference) => void interferences.set(name, act),
    calls: () => proxy.calls,
    callNames: () => proxy.calls.map(({ name }) => name),
    /** Calls the installation, and returns the JSON of its answer. */
    read: async (path: string) => JSON.parse(await (await fetch(`${installation.endpoint}${path}`)).text()),
    /** Calls the installation with a body, and throws if it refuses the call. */
    async send(method: 'POST' | 'PUT', path: string, body: object): Promise<void> {
      const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${installation.endpoint}${path}`, init);
      if (!response.ok) throw new Error(await response.text());
    },
    /** Puts an event for each user: the user received the email of a campaign. */
    async receive(campaignId: string, ...users: readonly string[]): Promise<void> {
      const lines = users.map((userId) =>
        JSON.stringify({
          Source: 'mailer',
          DetailType: 'Campaign Interaction',
          Detail: { userId, interaction: 'email.received', campaignId, id: `${campaignId}-${userId}` },
        }),
      );
      await installation.connector(['put-events', '-'], { stdin: lines.join('\n') });
    },
    advanceTo: (text: string) => installation.advanceTo(text),
    get endpoint(): string {
      return installation.endpoint;
    },
  };
}
