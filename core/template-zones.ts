import { AssignTag, type Template, type Token, TypeGuards } from 'liquidjs';
import { getVariableName, hasFilters, listFilterCalls, walkTemplates } from './template-tokens.ts';
import { isTimeZone } from './time-zone.ts';

const { isQuotedToken, isValueToken } = TypeGuards;

/** A time zone as a template writes it. */
export interface TemplateZone {
  readonly name: string;
  readonly token: Token;
}

/** Returns the time zones that date filters of a template are given and that do not exist: written there, or assigned to the variable that is. */
export function findUnknownZones(templates: readonly Template[]): TemplateZone[] {
  const all = [...walkTemplates(templates)];
  const assigned = Map.groupBy(all.flatMap(listZoneAssignments), ({ variable }) => variable);
  const written = new Map<string, Token>();
  for (const token of all.flatMap(listDateZones)) {
    const zones = isQuotedToken(token)
      ? [token]
      : (assigned.get(getVariableName(token) ?? '') ?? []).map((each) => each.token);
    for (const zone of zones) if (!written.has(zone.content)) written.set(zone.content, zone);
  }
  return [...written].flatMap(([name, token]) => (isTimeZone(name) ? [] : [{ name, token }]));
}

/** The tokens that the date filters of a template are given as zones. */
function listDateZones(template: Template): Token[] {
  return listFilterCalls(template).flatMap(({ name, args: [, zone] }) =>
    name === 'date' && isValueToken(zone) ? [zone] : [],
  );
}

/** Text that a template assigns to a variable, or that is the default of what it assigns. */
function listZoneAssignments(template: Template) {
  if (!(template instanceof AssignTag)) return [];
  const [variable] = template.localScope();
  const [given] = template.arguments();
  if (variable === undefined || given === undefined || !hasFilters(given)) return [];
  const last = given.filters.at(-1);
  const [written] = last === undefined ? given.initial.postfix : last.name === 'default' ? last.args : [];
  return isQuotedToken(written) ? [{ variable: variable.content, token: written }] : [];
}
