import { PLACES, standIns } from '../stand-ins/aws.ts';
import { received, servicesOver } from './aws-services.ts';
import { adapterContract } from './contract.ts';
import { dynamodbProbes } from './dynamodb-probes.ts';

adapterContract('aws, over stand-ins of its services', async () => {
  const { clients, eventBridge } = standIns();
  return {
    services: servicesOver(clients(), PLACES),
    sent: async () => received(eventBridge.entries),
    close: async () => undefined,
  };
});

const { clients } = standIns();
dynamodbProbes('the stand-in', () => clients().documents, PLACES.enrollments);
