import { type Context, type Liquid, Tag, type TagToken, type TopLevelToken } from 'liquidjs';
import { getRenderRun } from './template-scope.ts';

const EXPECTED = 'abort_message: expected a reason in quotes, such as {% abort_message "no address" %}';

/** The tag `{% abort_message "why" %}`, also written `('why')` or without a reason. The message is then not sent (R76). */
export class AbortMessage extends Tag {
  readonly #reason: string;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    const given = token.args.trim();
    const inner = given.startsWith('(') && given.endsWith(')') ? given.slice(1, -1).trim() : given;
    const quoted = /^(?:"([^"]*)"|'([^']*)')?$/.exec(inner);
    if (quoted === null) throw new Error(EXPECTED);
    this.#reason = quoted[1] ?? quoted[2] ?? '';
  }

  override render(context: Context): never {
    const run = getRenderRun(context);
    run.abortReason = this.#reason;
    throw new Error('the message was aborted');
  }
}
