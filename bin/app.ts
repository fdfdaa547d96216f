import { App } from 'aws-cdk-lib';
import { DataStack } from '../lib/data-stack.ts';

const app = new App();
const stage: string = app.node.getContext('stage');

new DataStack(app, `campaign-connector-${stage}-data`, { stage });
