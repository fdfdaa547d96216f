/**
 * An empty cache in place of `@aws-sdk/endpoint-cache` in the bundles: DynamoDB is called at the endpoint of its region. The SDK discovers
 * other endpoints only where a variable of the environment asks for it, which no function of the connector has.
 */
export class EndpointCache {
  getEndpoint(): undefined {
    return undefined;
  }

  has(): boolean {
    return false;
  }

  set(): void {}
}
