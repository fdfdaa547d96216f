import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CampaignConnector } from '../../lib/campaign-connector.ts';
import { createInstallation } from '../../lib/installation.ts';
import { withBundles } from '../harness/lib/synthesized.ts';

/**
 * Writes the templates to scan into a folder: those of the app in this repository with its default settings, and one of a
 * connector that is encrypted with a customer managed key.
 */
export function synthesizeTemplates(folder: string): void {
  withBundles((bundles) => {
    const app = new App({ outdir: folder });
    createInstallation(app, { stage: 'prod', bundles });
    const stack = new Stack(app, 'with-a-key', { env: { region: 'eu-west-1' } });
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
    new CampaignConnector(stack, 'Connector', { stage: 'key', encryptionKey, bundles });
    app.synth();
  });
}
