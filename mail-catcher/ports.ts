import { parseArgs } from 'node:util';

/** The ports of a mail catcher; 0 is any free one. */
export interface MailCatcherPorts {
  readonly smtp: number;
  readonly web: number;
}

/** Parses the arguments of the command, `--smtp-port 1025 --web-port 8025` unless others are given. Returns undefined if they are wrong. */
export function parsePorts(args: readonly string[]): MailCatcherPorts | undefined {
  try {
    const port = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { 'smtp-port': port, 'web-port': port } });
    const [smtp, web] = [parsePort(values['smtp-port'] ?? '1025'), parsePort(values['web-port'] ?? '8025')];
    return smtp === undefined || web === undefined ? undefined : { smtp, web };
  } catch {
    return undefined;
  }
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
