/**
 * The secrets whose format is published, each with its pattern. What a pattern repeats is bounded, or has no place in which the pattern
 * could begin again, so that the time to search a text grows with its length alone.
 */
const FORMATS = [
  { kind: 'private-key', pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { kind: 'aws-access-key-id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/ },
  {
    kind: 'aws-secret-access-key',
    pattern:
      /(?:secret[-_]?access|aws[-_]?secret)[-_]?key["'\\]{0,4}\s{0,8}[:=]\s{0,8}["'\\]{0,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i,
  },
  {
    // Those of GitHub Apps (ghs_) may have dots, hyphens and underscores.
    kind: 'github-token',
    pattern: /(?<![A-Za-z0-9])(?:gh[opru]_[A-Za-z0-9]{36}|ghs_[\w.-]{36}|github_pat_\w{82})/,
  },
  {
    // A number follows the prefix. xoxo, that of tokens which are not in use any more, is a word of greeting cards.
    kind: 'slack-token',
    pattern: /(?<![A-Za-z0-9])(?:xox[abceprs](?:\.xox[bp])?|xapp)-\d[A-Za-z0-9-]{15}/,
  },
  // The keys of test mode (sk_test_) move no money, and publishable ones (pk_live_) are no secrets.
  { kind: 'stripe-key', pattern: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{10}/ },
  { kind: 'sendgrid-key', pattern: /(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  { kind: 'gitlab-token', pattern: /(?<![A-Za-z0-9])glpat-[\w-]{20}/ },
  { kind: 'google-key', pattern: /(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/ },
  { kind: 'npm-token', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  {
    kind: 'slack-webhook',
    pattern: /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/(?:[A-Za-z0-9]+\/)+[A-Za-z0-9]{20}/i,
  },
  { kind: 'discord-webhook', pattern: /discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]{60}/i },
  {
    kind: 'teams-webhook',
    pattern:
      /(?:webhook\.office\.com\/webhookb2|outlook\.office(?:365)?\.com\/webhook)\/[\w@-]+\/IncomingWebhook\/[0-9a-f]{32}/i,
  },
  {
    // Newer ones are addresses of Power Automate with a signature.
    kind: 'teams-webhook',
    pattern: /(?:logic\.azure|api\.powerplatform)\.com(?::443)?\/[^\s"'<>?]{0,500}\?[^\s"'<>]{0,500}?\bsig=[\w%-]{20}/i,
  },
  { kind: 'json-web-token', pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20}/ },
] as const;

/** A kind of secret whose format is published. */
export type SecretFormat = (typeof FORMATS)[number]['kind'];

/** Returns the kind of the secret in a text; undefined if no part of it has the format of one. */
export function findSecretFormat(text: string): SecretFormat | undefined {
  return FORMATS.find(({ pattern }) => pattern.test(text))?.kind;
}
