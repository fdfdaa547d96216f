import type { CampaignText } from './rehearsal-calls.ts';

/** The files of the examples, by their path. */
const CAMPAIGNS: Readonly<Record<string, string>> = import.meta.glob('../../examples/campaigns/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const EVENTS: Readonly<Record<string, string>> = import.meta.glob('../../examples/events/*.jsonl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const SHOP: Readonly<Record<string, string>> = import.meta.glob(
  ['../../examples/shop/**/*.yaml', '!../../examples/shop/values/staging.yaml'],
  { query: '?raw', import: 'default', eager: true },
);

/** The example campaigns, each a file. */
export const EXAMPLE_CAMPAIGNS: readonly CampaignText[] = listTexts(CAMPAIGNS, 'campaigns/');

/** The example recordings, each a file. */
export const EXAMPLE_EVENTS: readonly CampaignText[] = listTexts(EVENTS, 'events/');

/** The files of the example project, with the values of production. */
export const EXAMPLE_SHOP: readonly CampaignText[] = listTexts(SHOP, 'shop/');

/** Returns texts by their names below a folder. */
function listTexts(files: Readonly<Record<string, string>>, folder: string): CampaignText[] {
  return Object.entries(files).map(([path, text]) => ({
    name: path.slice(path.indexOf(`examples/${folder}`) + `examples/${folder}`.length),
    text,
  }));
}
