import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { EmailFrame } from '../parts/email-frame.tsx';
import type { MessageAnswer } from './answers.ts';

/** Shows a message as it would be rendered for a user now: the HTML of an email in a sandbox, everything else as text. */
export function MessageAgain({ message }: { readonly message: MessageAnswer }) {
  const { messages, decisions } = useTexts();
  const { channel, part, variant, language, content = {}, problem, missing } = message;
  const translate = useTranslate();
  const marks = [
    ...(part === 0 ? [] : [messages.part(part + 1)]),
    ...(variant === undefined ? [] : [messages.forVariant(variant)]),
    ...(language === undefined ? [] : [messages.inLanguage(language)]),
  ];
  const heldBack = message.heldBack && messages.deliveryReasons[message.heldBack];
  const { html } = content;
  return (
    <Container header={<Header variant="h3">{[messages.channels[channel], ...marks].join(', ')}</Header>}>
      <SpaceBetween size="s">
        <KeyValuePairs
          columns={3}
          items={[
            { label: messages.target, value: message.target ?? messages.noTarget },
            { label: messages.sender, value: message.hasSender ? messages.hasSender : messages.hasNoSender },
            ...(message.reason === undefined
              ? []
              : [{ label: messages.leftOutBecause, value: messages.leftOut[message.reason] }]),
            ...(heldBack === undefined ? [] : [{ label: messages.heldBackBecause, value: heldBack }]),
          ]}
        />
        {problem && (
          <Alert type="error" header={messages.unsendable}>
            {findReasonSentence('withheld', problem.reason, decisions)} <code>{problem.reason}</code>{' '}
            {translate(problem.detail ?? '')}
          </Alert>
        )}
        {missing.length > 0 && (
          <Alert type="warning" header={messages.missing}>
            {missing.map(({ field, variable }) => (
              <div key={`${field} ${variable}`}>{messages.missingIn(variable, field)}</div>
            ))}
          </Alert>
        )}
        {Object.entries(content).map(([field, value]) => (
          <ContentField key={field} field={field} value={value} />
        ))}
        {channel === 'email' && typeof html === 'string' && (
          <EmailFrame html={html} title={messages.frameTitle(String(content['subject'] ?? ''))} />
        )}
      </SpaceBetween>
    </Container>
  );
}

/** Shows a field of a message as text. The HTML of an email is shown in its frame instead. */
function ContentField({ field, value }: { readonly field: string; readonly value: unknown }) {
  const { messages } = useTexts();
  const labels: Readonly<Record<string, string>> = messages.fields;
  if (field === 'html' || field === 'channel' || value === undefined) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{labels[field] ?? field}</Box>
      <pre className="raw-json">{typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}</pre>
    </div>
  );
}
