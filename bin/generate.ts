#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { createCampaignSchema } from '../core/campaign-schema.ts';
import { createProjectCampaignSchema, createProjectSchema } from '../core/project/project-schemas.ts';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
const schemas = {
  campaign: createCampaignSchema(),
  'project-campaign': createProjectCampaignSchema(),
  project: createProjectSchema(),
};
for (const [name, schema] of Object.entries(schemas))
  writeFileSync(new URL(`${name}.schema.json`, folder), `${inlineLists(JSON.stringify(schema, undefined, 2))}\n`);

/** Writes lists of plain values on one line where they fit, as the formatter does. */
function inlineLists(json: string): string {
  return json.replace(/^(.*)\[\n([^[\]{}]*)\n\s*\](,?)$/gm, (whole, before: string, items: string, comma: string) => {
    const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${comma}`;
    return line.length <= 120 ? line : whole;
  });
}
