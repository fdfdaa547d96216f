import { CHANNELS, type Definition } from '../../core/contracts/definition.ts';
import { isObject } from '../../core/contracts/object.ts';
import { WEEKDAYS } from '../../core/contracts/schedule-delay.ts';
import { describeCampaign } from '../../language/describe-campaign.ts';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { readList, readPath, toFieldText } from './draft-path.ts';
import { splitSpan } from './fields.tsx';
import type { DraftContent } from './parse-draft.ts';
import { useDescribeSelector } from './use-describe-selector.ts';

interface CampaignSentenceProps {
  readonly content: DraftContent;
  /** Undefined while the text has faults. */
  readonly definition: Definition | undefined;
}

/** Shows what a campaign does, in the words of its page; while it has faults, as far as it is written. */
export function CampaignSentence({ content, definition }: CampaignSentenceProps) {
  const { campaignSentences } = useTexts();
  const format = useFormatTime();
  if (definition !== undefined) return describeCampaign(definition, campaignSentences, format);
  return <DraftSentence content={content} />;
}

/** Shows what a draft says so far. */
function DraftSentence({ content }: { readonly content: DraftContent }) {
  const { sentence: texts } = useTexts().editor;
  const describe = useDescribeSelector();
  const messages = useMessagesText(content);
  const delay = useDelayText(content['delay']);
  const again = useReeligibilityText(content['reeligibility']);
  if (content['sentElsewhere'] === true) return texts.elsewhere;
  const triggers = readList(content, ['triggers']).map(describe);
  const exceptions = readList(content, ['exceptions']).map(describe);
  const { audience = 'everyone', controlGroup } = content;
  return [
    `${triggers.length === 0 ? texts.noTrigger : texts.when(triggers.join(texts.or))}${
      messages === '' ? texts.nothing : delay === undefined ? texts.withoutWait(messages) : texts.later(delay, messages)
    }`,
    ...(exceptions.length > 0 ? [texts.unless(exceptions.join(texts.or))] : []),
    ...(audience === 'everyone' ? [] : [texts.audience]),
    again,
    ...(typeof controlGroup === 'number' && controlGroup > 0 ? [texts.control(String(controlGroup))] : []),
  ].join(' ');
}

/** Returns what is sent, such as "an email and an SMS"; the messages of variants are joined. Empty if nothing is. */
function useMessagesText(content: DraftContent): string {
  const { sentence: texts } = useTexts().editor;
  const lists = [
    readList(content, ['messages']),
    ...readList(content, ['variants']).map((each) => readList(each, ['messages'])),
  ];
  const channels = lists.flat().map((message) => CHANNELS.find((each) => each === readPath(message, ['channel'])));
  const named = [...new Set(channels)].flatMap((channel) => (channel === undefined ? [] : [texts.messages[channel]]));
  return named.join(texts.and);
}

/** Returns when the messages leave after the trigger; undefined if at once. */
function useDelayText(delay: unknown): string | undefined {
  const { sentence: texts, delay: delayTexts } = useTexts().editor;
  const spell = useSpellSpan();
  if (delay === undefined || delay === 'none') return undefined;
  if (!isObject(delay)) return texts.after(spell(delay));
  const at = toFieldText(delay['at']);
  const weekday = WEEKDAYS.find((each) => each === delay['next']);
  return weekday === undefined ? texts.inDays(spell(delay['in']), at) : texts.onNext(delayTexts.weekdays[weekday], at);
}

function useReeligibilityText(reeligibility: unknown): string {
  const { sentence: texts } = useTexts().editor;
  const spell = useSpellSpan();
  if (reeligibility === undefined || reeligibility === 'never') return texts.once;
  return reeligibility === 'immediately' ? texts.always : texts.again(spell(reeligibility));
}

/** Returns a function that spells a span in the language of the reader. */
function useSpellSpan(): (span: unknown) => string {
  const { sentence: texts } = useTexts().editor;
  return (span) => {
    const parts = splitSpan(span);
    return parts === undefined ? toFieldText(span) || '…' : texts.span(Number(parts.amount), parts.unit);
  };
}
