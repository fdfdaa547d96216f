import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RenderedMessage } from '../../core/contracts/dispatch.ts';
import { useTexts } from '../context/texts.tsx';
import { EmailFrame } from '../parts/email-frame.tsx';

interface ReceivedMessageProps {
  readonly message: RenderedMessage;
  /** True if a server shows the HTML of emails in a sandbox. */
  readonly showsHtml: boolean;
}

/** Shows a message as its user gets it: the HTML of an email in a sandbox, or as its source; all else as text. */
export function ReceivedMessage({ message, showsHtml }: ReceivedMessageProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.inbox;
  const { html, text, fields } = splitMessage(message);
  const subject = String(message['subject'] ?? '');
  const labels: Readonly<Record<string, string>> = {
    subject: texts.subject,
    from: texts.from,
    preheader: texts.preheader,
  };
  return (
    <SpaceBetween size="s">
      <Box variant="strong">{texts.channels[message.channel]}</Box>
      {fields.length > 0 && (
        <KeyValuePairs
          columns={2}
          items={fields.map(([name, value]) => ({
            label: labels[name] ?? name,
            value: <span className="message-value">{typeof value === 'string' ? value : JSON.stringify(value)}</span>,
          }))}
        />
      )}
      {html !== undefined && showsHtml && <EmailFrame html={html} title={texts.html(subject)} />}
      {text !== undefined && <pre className="message-text">{text}</pre>}
      {html !== undefined && (
        <ExpandableSection
          headerText={texts.source}
          defaultExpanded={!showsHtml && text === undefined}
          {...(!showsHtml && { headerDescription: texts.sourceHint })}
        >
          <pre className="message-text">{html}</pre>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

interface MessageParts {
  readonly html?: string;
  readonly text?: string;
  /** The other fields, in their order. */
  readonly fields: readonly (readonly [name: string, value: unknown])[];
}

/** Splits a message into its HTML, its text, and its other fields. */
function splitMessage({ channel: _, html, text, body, bodyFormat, ...rest }: RenderedMessage): MessageParts {
  const isHtmlBody = bodyFormat === 'html';
  const ownHtml = html ?? (isHtmlBody ? body : undefined);
  const ownText = text ?? (isHtmlBody ? undefined : body);
  return {
    ...(typeof ownHtml === 'string' ? { html: ownHtml } : {}),
    ...(typeof ownText === 'string' ? { text: ownText } : {}),
    fields: Object.entries(rest),
  };
}
