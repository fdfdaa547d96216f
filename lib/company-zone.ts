import { Token } from 'aws-cdk-lib';
import { isTimeZone, TIME_ZONE_EXPECTED } from '../core/contracts/time-zone.ts';

/** Returns the time zone of the company. Throws if there is no such zone. */
export function parseCompanyZone(zone: string): string {
  if (!Token.isUnresolved(zone) && !isTimeZone(zone))
    throw new Error(`companyZone: expected ${TIME_ZONE_EXPECTED}, found ${zone}`);
  return zone;
}
