import type { Detail } from './contracts/event.ts';

/** An entry for the bus by which the connector reports what a user did with a message of its own (R86). */
export interface ReportedEntry {
  readonly Source: string;
  readonly DetailType: 'Campaign Interaction';
  readonly Detail: Detail;
}
