import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { isObject } from '../../core/contracts/object.ts';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { EmailFrame } from '../parts/email-frame.tsx';
import { toFieldText } from './draft-path.ts';

/** The ways in which a message is shown. */
export const PREVIEW_WIDTHS = ['desktop', 'phone', 'text'] as const;
export type PreviewWidth = (typeof PREVIEW_WIDTHS)[number];

type Message = components['schemas']['PreviewedMessage'];

interface PreviewedMessageProps {
  readonly message: Message;
  readonly view: PreviewWidth;
}

/** Shows a message as it would be sent, with the variables that have no value. */
export function ShownMessage({ message, view }: PreviewedMessageProps) {
  const { editor, decisions } = useTexts();
  const { preview: texts, messages } = editor;
  const { channel, variant, language, target, hasSender, missing, problem, content } = message;
  const translate = useTranslate();
  const facts = [
    variant && texts.ofVariant(variant),
    language && texts.inLanguage(language),
    target && texts.to(target),
    hasSender ? undefined : texts.noSender,
  ].filter((each) => each !== undefined && each !== '');
  return (
    <SpaceBetween size="xs">
      <Header variant="h3" description={facts.join(' · ')}>
        {messages.channels[channel]}
      </Header>
      {missing.map(({ field, variable }) => (
        <StatusIndicator key={`${field} ${variable}`} type="warning">
          {texts.missing(variable, field)}
        </StatusIndicator>
      ))}
      {problem !== undefined && (
        <Alert type="error" header={texts.problem}>
          {findReasonSentence('withheld', problem.reason, decisions)} {translate(problem.detail ?? '')}
        </Alert>
      )}
      {content !== undefined && (
        <div className={`preview-${view === 'phone' ? 'phone' : 'wide'}`}>
          {channel === 'email' ? (
            <PreviewedEmail content={content} isText={view === 'text'} />
          ) : (
            <PreviewedCard content={content} />
          )}
        </div>
      )}
    </SpaceBetween>
  );
}

function PreviewedEmail({
  content,
  isText,
}: {
  readonly content: Readonly<Record<string, unknown>>;
  readonly isText: boolean;
}) {
  const { preview: texts, messages } = useTexts().editor;
  const { subject, from, replyTo, preheader, html, text, body, bodyFormat } = content;
  const asHtml = html ?? (bodyFormat === 'html' ? body : undefined);
  const asText = text ?? (bodyFormat === 'html' ? undefined : body);
  const heads = [
    [messages.fields.from, from],
    [messages.fields.replyTo, replyTo],
    [messages.fields.subject, subject],
    [messages.fields.preheader, preheader],
  ] as const;
  return (
    <div className="preview-message">
      <dl>
        {heads.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}: </dt>
                <dd>{toFieldText(value)}</dd>
              </div>
            ),
        )}
      </dl>
      {typeof asHtml === 'string' && !isText ? (
        <EmailFrame html={asHtml} title={texts.frame(toFieldText(subject))} />
      ) : asText === undefined ? (
        <Box>{texts.noText}</Box>
      ) : (
        <pre>{toFieldText(asText)}</pre>
      )}
    </div>
  );
}

/** Shows a message of another channel: its texts, as they are. */
function PreviewedCard({ content }: { readonly content: Readonly<Record<string, unknown>> }) {
  const { preview: texts, messages } = useTexts().editor;
  const { title, body, buttons, url, method, imageUrl, headers } = content;
  const list: readonly unknown[] = Array.isArray(buttons) ? buttons : [];
  return (
    <div className="preview-message">
      {title !== undefined && <strong>{toFieldText(title)}</strong>}
      {body !== undefined && <pre>{toFieldText(body)}</pre>}
      {url !== undefined && (
        <Box variant="small">
          {messages.fields.url}: {[method, url].map(toFieldText).join(' ')}
        </Box>
      )}
      {imageUrl !== undefined && (
        <Box variant="small">
          {messages.fields.imageUrl}: {toFieldText(imageUrl)}
        </Box>
      )}
      {isObject(headers) &&
        Object.entries(headers).map(([name, value]) => (
          <Box key={name} variant="small">
            {name}: {toFieldText(value)}
          </Box>
        ))}
      {list.map((button) => {
        const { id, label } = Object(button);
        return <Box key={String(id)}>{texts.openButton(toFieldText(label))}</Box>;
      })}
    </div>
  );
}
