import { AssignTag, type Template, type Token, TypeGuards } from 'liquidjs';
import { isTimeZone } from './contracts/time-zone.ts';
import { getVariableName, hasFilters, listFilterCalls, walkTemplates } from './template-tokens.ts';

const { isQuotedToken, isValueToken } = TypeGuards;

/** A time zone in a template. */
export interface TemplateZone {
  readonly name: string;
  readonly token: Token;
}

/** Returns the time zones of date filters that do not exist: those in the call of the filter, and those assigned to a variable in it. */
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

/** Returns the zone arguments of the date filters of a template. */
function listDateZones(template: Template): Token[] {
  return listFilterCalls(template).flatMap(({ name, args: [, zone] }) =>
    name === 'date' && isValueToken(zone) ? [zone] : [],
  );
}

/** Returns the literal text that a template assigns to a variable, also as the default of another value. */
function listZoneAssignments(template: Template) {
  if (!(template instanceof AssignTag)) return [];
  const [variable] = template.localScope();
  const [given] = template.arguments();
  if (variable === undefined || given === undefined || !hasFilters(given)) return [];
  const last = given.filters.at(-1);
  const [written] = last === undefined ? given.initial.postfix : last.name === 'default' ? last.args : [];
  return isQuotedToken(written) ? [{ variable: variable.content, token: written }] : [];
}
