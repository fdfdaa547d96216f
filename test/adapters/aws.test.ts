import { RESOURCE_NAMES, standIns } from '../doubles/aws.ts';
import { received, reported, servicesOver } from '../harness/adapters/aws-services.ts';
import { dynamodbProbes } from '../harness/adapters/dynamodb-probes.ts';
import { adapterContract } from './contract.ts';

adapterContract('aws, over stand-ins of its services', async () => {
  const { clients, eventBridge, stepFunctions } = standIns();
  return {
    services: servicesOver(clients(), RESOURCE_NAMES),
    sent: async () => received(eventBridge.entries),
    reported: async () => reported(eventBridge.entries),
    endExecution: ({ name }) => stepFunctions.end(name, 'SUCCEEDED'),
    close: async () => undefined,
  };
});

const { clients } = standIns();
dynamodbProbes('the stand-in', () => clients().documents, RESOURCE_NAMES.enrollments);
