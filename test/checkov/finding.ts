/** A check of checkov that a resource of a template fails. */
export interface Finding {
  /** The id of the check, for example `CKV_AWS_27`. */
  readonly check: string;
  /** The expectation of the check, in words of checkov. */
  readonly expectation: string;
  /** The file name of the template and the logical id: `shop.template.json AWS::SQS::Queue.Refused`. */
  readonly resource: string;
}

/** A check whose findings we accept. */
export interface AcceptedFinding {
  readonly check: string;
  /** The resources whose findings are accepted; every pattern must match one. */
  readonly resources: RegExp;
  readonly reason: string;
}
