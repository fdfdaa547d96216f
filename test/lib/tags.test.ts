import { App, Stack, TagManager } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { CampaignConnector, CampaignInsights } from '../../lib/campaign-connector.ts';
import { withBundles } from '../harness/lib/synthesized.ts';

test('every resource that supports tags has its project and stage, also in an app that sets no tags itself', () => {
  const tagged = withBundles((bundles) => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const connector = new CampaignConnector(stack, 'Connector', { bundles, stage: 'prod' });
    new CampaignInsights(stack, 'Insights', { connector });
    app.synth();
    return stack.node
      .findAll()
      .filter((each) => each !== stack)
      .flatMap((each) => {
        const tags = TagManager.of(each)?.tagValues();
        return tags === undefined ? [] : [{ path: each.node.path, tags }];
      });
  });
  expect(tagged.length).toBeGreaterThan(70);
  for (const { path, tags } of tagged) {
    expect(tags, path).toEqual({ project: 'campaign-connector', stage: 'prod' });
  }
});
