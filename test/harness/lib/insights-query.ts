type Line = Readonly<Record<string, unknown>>;

/** CloudWatch Logs Insights, as far as the saved queries ask it. What they do not ask, it refuses loudly. */
export function asked(query: string, lines: readonly Line[]): Line[] {
  let found = lines;
  let fields: string[] = [];
  for (const command of query.split('\n| ')) {
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
        throw new Error(`query: knows nothing of ${command}`);
    }
  }
  return found.map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => fields.includes(name))));
}

function holds(filter: string, line: Line): boolean {
  const [, field = '', value] = /^(\w+) = "([^"]*)"$/.exec(filter) ?? [];
  if (value === undefined) throw new Error(`query: knows nothing of the filter ${filter}`);
  return line[field] === value;
}
