type Line = Readonly<Record<string, unknown>>;

/** Runs a query of CloudWatch Logs Insights over lines of a log. Throws if the query uses a command that no saved query uses. */
export function runInsightsQuery(query: string, lines: readonly Line[]): Line[] {
  let found = lines;
  let fields: string[] = [];
  const commands = query.replace(/^#.*\n/, '');
  for (const command of commands.split('\n| ')) {
    const [, verb, rest = ''] = /^(\w+) (.*)$/.exec(command) ?? [];
    switch (verb) {
      case 'fields':
        fields = rest.split(', ');
        break;
      case 'filter':
        found = found.filter((line) => holds(rest, line));
        break;
      case 'sort':
        if (!/^@timestamp (asc|desc)$/.test(rest)) throw new Error(`query: expected to sort by time, found ${rest}`);
        if (rest.endsWith('desc')) found = found.toReversed();
        break;
      case 'limit':
        found = found.slice(0, Number(rest));
        break;
      default:
        throw new Error(`query: unknown command ${command}`);
    }
  }
  return found.map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => fields.includes(name))));
}

function holds(filter: string, line: Line): boolean {
  const [, field = '', value] = /^(\w+) = "([^"]*)"$/.exec(filter) ?? [];
  if (value === undefined) throw new Error(`query: unknown filter ${filter}`);
  return line[field] === value;
}
