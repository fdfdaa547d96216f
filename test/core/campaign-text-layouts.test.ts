import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCampaignText, patchCampaignText } from '../../core/project/campaign-text.ts';
import { anyCampaignContent, anyLayout, layOut, readCampaignFile } from '../harness/core/any-campaign-file.ts';
import { isThorough } from '../harness/thorough.ts';

const RUNS = { numRuns: isThorough ? 1_000 : 60, seed: 1 };

/** Reads a campaign file that has no faults. */
function read(file: string) {
  const campaign = readCampaignFile(file);
  if (campaign === undefined) throw new Error(`expected a campaign, found ${JSON.stringify(file)}`);
  return campaign;
}

/** Lists the comments of a file that a change of fields leaves: all but those within a changed list and behind a removed field. */
function listKeptComments(file: string, changed: ReadonlySet<string>, removed: ReadonlySet<string>): string[] {
  const comments = [...file.matchAll(/# (?:(before|within|behind) (\w+)|top|end)/g)];
  return comments.flatMap(([comment, place, name = '']) => {
    const isLost = (place === 'within' && changed.has(name)) || (place === 'behind' && removed.has(name));
    return isLost ? [] : [comment];
  });
}

describe('the text of any campaign file', () => {
  test('a new campaign file reads as the campaign that it was written for, whatever its texts are', () => {
    fc.assert(
      fc.property(anyCampaignContent, fc.constantFrom('yaml', 'json'), (content, format) => {
        const campaign = read(JSON.stringify(content));
        expect(read(formatCampaignText(campaign, format))).toEqual(campaign);
      }),
      RUNS,
    );
  });

  test('a campaign file of any layout that is changed reads as the changed campaign, and keeps its comments', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyCampaignContent, anyCampaignContent),
        fc.subarray(['name', 'triggers', 'delay', 'exceptions', 'audience', 'quietHours', 'messages', 'state']),
        anyLayout,
        ([one, other], changedNames, layout) => {
          const [file, changed] = [layOut(one, layout), new Set(changedNames)];
          const kept = Object.entries(one).filter(([name]) => !changed.has(name));
          const content = { ...Object.fromEntries(kept), ...pick(other, changed) };
          // Fields of two campaigns may not go together.
          fc.pre(readCampaignFile(JSON.stringify(content)) !== undefined);
          const [before, after] = [read(file), read(JSON.stringify(content))];
          const patched = patchCampaignText(file, before, { after, values: new Map() })?.text ?? '';
          expect(read(patched)).toEqual(after);
          const removed = new Set(
            [...changed].filter(
              (name) => !(name in after.definition) && (name !== 'state' || after.state === 'published'),
            ),
          );
          for (const comment of listKeptComments(file, changed, removed)) expect(patched).toContain(comment);
          if (layout.hasCrlf) expect(patched).not.toMatch(/(?<!\r)\n/);
        },
      ),
      RUNS,
    );
  });
});

function pick(content: Readonly<Record<string, unknown>>, names: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(content).filter(([name]) => names.has(name)));
}
