#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { createCampaignSchema } from '../core/campaign-schema.ts';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('campaign.schema.json', folder),
  `${inlineLists(JSON.stringify(createCampaignSchema(), undefined, 2))}\n`,
);

/** Writes lists of plain values on one line where they fit, as the formatter does. */
function inlineLists(json: string): string {
  return json.replace(/^(.*)\[\n([^[\]{}]*)\n\s*\](,?)$/gm, (whole, before: string, items: string, comma: string) => {
    const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${comma}`;
    return line.length <= 120 ? line : whole;
  });
}
