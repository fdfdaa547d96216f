import { describe, expect, test } from 'vitest';
import { parseSesEvent } from '../../../sources/ses/parse-ses-event.ts';
import { parseSnsMessage } from '../../../sources/ses/parse-sns-message.ts';
import { anEvent, onBus, onTopic, PARTS, SETTINGS, type SesType } from './recorded-events.ts';

const TYPES = Object.keys(PARTS).filter((type): type is SesType => type in PARTS);
const json = JSON.stringify;

describe('the body of a message in a queue', () => {
  test.each(TYPES)('the body of a message in a queue carries the same event by every route (R60): %s', (type) => {
    const event = anEvent(type);
    const routes = [event, onBus(type), onTopic(json(event)), onTopic(json(onBus(type)))].map((each) =>
      parseSnsMessage(json(each)),
    );
    expect(routes).toEqual([
      { kind: 'event', body: event },
      { kind: 'event', body: event, envelopeId: onBus(type).id },
      { kind: 'event', body: event, envelopeId: onTopic('').MessageId },
      { kind: 'event', body: event, envelopeId: onBus(type).id },
    ]);
    const [first, ...others] = routes.map((each) => parseSesEvent(each.kind === 'event' ? each.body : {}, SETTINGS));
    for (const other of others) expect(other).toEqual(first);
    expect(first?.kind).toBe(type === 'DeliveryDelay' ? 'skipped' : 'parsed');
  });

  test.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    'the body of a message in a queue that is about a subscription of SNS is ignored: %s',
    (Type) => {
      const confirmation = onTopic('You have chosen to subscribe to the topic.', { Type, Token: 'secret' });
      expect(parseSnsMessage(json(confirmation))).toEqual({ kind: 'ignored', why: `"${Type}" is about a topic` });
    },
  );

  test('the test by which SES validates a topic is ignored, by both ways of delivery', () => {
    const text = 'Successfully validated SNS topic for Amazon SES event publishing.';
    const ignored = { kind: 'ignored', why: 'a test of the topic by SES' };
    expect(parseSnsMessage(text)).toEqual(ignored);
    expect(parseSnsMessage(json(onTopic(text)))).toEqual(ignored);
  });

  test('an event that SES puts on the bus, and that is not about an email, is ignored', () => {
    const advice = {
      ...onBus('Open'),
      'detail-type': 'Advisor Recommendation Status Open',
      detail: { version: '1.0.0' },
    };
    expect(parseSnsMessage(json(advice))).toEqual({
      kind: 'ignored',
      why: '"Advisor Recommendation Status Open" is not about an email',
    });
  });

  test.each([
    ['no JSON', 'hello', 'the whole: expected an event of SES, an object as JSON, found "hello"'],
    ['nothing', '', 'the whole: expected an event of SES, an object as JSON, found ""'],
    ['a list', '[]', 'the whole: expected an event of SES, an object as JSON, found []'],
    ['null', 'null', 'the whole: expected an event of SES, an object as JSON, found "null"'],
    ['another type of SNS', json(onTopic('{}', { Type: 'Other' })), 'Type: expected Notification, found "Other"'],
    [
      'a notification without a message',
      json(onTopic('', { Message: null })),
      'Message: expected the text of an event of SES, found null',
    ],
    [
      'a notification whose message is no JSON',
      json(onTopic('hello')),
      'the whole: expected an event of SES, an object as JSON, found "hello"',
    ],
    [
      'a notification in a notification',
      json(onTopic(json(onTopic(json(anEvent('Open')))))),
      'eventType: expected text of 1 to 256 characters, found nothing',
    ],
    [
      'an event of another service',
      json({ ...onBus('Open'), source: 'aws.s3' }),
      'source: expected "aws.ses", found "aws.s3"',
    ],
    [
      'an event without a detail',
      json({ ...onBus('Open'), detail: '{}' }),
      'detail: expected an event of SES, an object, found "{}"',
    ],
    [
      'a detail type that is no text',
      json({ ...onBus('Open'), 'detail-type': 7 }),
      'detail-type: expected text, found 7',
    ],
  ])('the body of a message in a queue is rejected with the field: %s (R61)', (_, text, reason) => {
    const message = parseSnsMessage(text);
    expect(message.kind === 'event' ? parseSesEvent(message.body, SETTINGS) : message).toEqual({
      kind: 'rejected',
      reason,
    });
  });
});
