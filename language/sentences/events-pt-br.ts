import type { SentenceCatalogue } from '../translate.ts';

/** The reasons why events and lines of recordings are refused, in Brazilian Portuguese. */
export const EVENTS_PT_BR: SentenceCatalogue = {
  'an RFC 3339 instant with a zone, such as 2026-12-01T09:30:00Z, from 1970 to 9999; or Unix seconds':
    'um instante RFC 3339 com fuso, como 2026-12-01T09:30:00Z, de 1970 a 9999; ou segundos Unix',
  'processing failed {times:number} times: {error:text}': 'o processamento falhou {times} vezes: {error}',
  'a JSON object, or its text': 'um objeto JSON, ou o texto dele',
  'EventBusName: expected {bus:text}, found {found:found}': 'EventBusName: esperado: {bus}; encontrado: {found}',
  'an object of attributes': 'um objeto de atributos',
  'an object of consents': 'um objeto de consentimentos',
  'the name of the custom event': 'o nome do evento personalizado',
  'another user than fromUserId': 'outro usuário que não fromUserId',
  'at most 5 minutes ahead of the clock': 'no máximo 5 minutos à frente do relógio',
  '{fault:phrase}; this looks like an event as EventBridge delivers it: as an entry it has Source, DetailType, Detail and Time instead of source, detail-type, detail and time':
    '{fault}; isto parece um evento como o EventBridge o entrega: como entrada ele tem Source, DetailType, Detail e Time em vez de source, detail-type, detail e time',
  'Detail.attributes: expected at most {kib:number} KiB with what is known of the user, found more; nothing of this update was taken':
    'Detail.attributes: esperado: no máximo {kib} KiB com o que se sabe do usuário; encontrado: mais do que isso. Nada desta atualização foi aproveitado',
  'the user was deleted after the event: nothing of it was taken, and its Detail is not kept':
    'o usuário foi excluído depois do evento: nada dele foi aproveitado, e o Detail não é guardado',
  'intoUserId was merged into fromUserId before: a merge is not turned round':
    'intoUserId já foi unido a fromUserId: uma união não se inverte',
  'at most {max:number} merges may follow each other, this would be number {depth:number}':
    'no máximo {max} uniões podem seguir uma à outra; esta seria a de número {depth}',
  'at most {max:number} users may be merged into one, this would make {count:number}':
    'no máximo {max} usuários podem ser unidos em um só; com este seriam {count}',
  'the campaign {id:text} {filter:phrase}': 'a campanha {id} {filter}',

  'a JSON object, a PutEvents entry or a Currents event':
    'um objeto JSON, uma entrada do PutEvents ou um evento do Currents',
  'no JSON: {beginning:text}': 'nenhum JSON: {beginning}',
  'expected a Time, or an occurredAt in its Detail; found neither':
    'esperado: um Time, ou um occurredAt no Detail; não há nenhum dos dois',
  'one JSON object a line (JSON Lines)': 'um objeto JSON por linha (JSON Lines)',
  "a JSON array: jq -c '.[]' makes lines of it": "uma lista JSON: jq -c '.[]' faz linhas dela",
  'JSON that goes on over several lines: jq -c . makes one line of each object':
    'JSON que ocupa várias linhas: jq -c . faz uma linha de cada objeto',
  'a line of at most 4 MiB ({max:number} bytes)': 'uma linha de no máximo 4 MiB ({max} bytes)',
  "{bytes:number} bytes; jq -c '.[]' makes lines of a JSON array":
    "{bytes} bytes; jq -c '.[]' faz linhas de uma lista JSON",
  '{found:phrase} in column {column:number}': '{found} na coluna {column}',

  'a record that can be read': 'um registro que possa ser lido',
  'an event of Currents, an object': 'um evento do Currents, um objeto',
  '{type:text} is not an event type that we read': '{type} não é um tipo de evento que lemos',
  'Unix seconds, a whole number': 'segundos Unix, um número inteiro',
  'Unix seconds, a whole number and not milliseconds': 'segundos Unix, um número inteiro, e não milissegundos',
  'an object with user_id or external_user_id': 'um objeto com user_id ou external_user_id',
  'no campaign_id: the record is of a Canvas, or of no campaign':
    'nenhum campaign_id: o registro é de um Canvas, ou de nenhuma campanha',
  'no event of ours has {properties:text}': 'nenhum evento nosso tem {properties}',
};
