import type { SentenceCatalogue } from '../translate.ts';

/** The errors of the library of Liquid that a template has most often. Others are shown as the library says them. */
const LIBRARY: SentenceCatalogue = {
  'tag "{tag:text}" not found': 'a tag "{tag}" não existe',
  'tag {tag:text} not closed': 'a tag {tag} não é fechada',
  'output {output:text} not closed': 'a saída {output} não é fechada',
  'undefined filter: {filter:text}, line:{line:number}, col:{column:number}':
    'o filtro {filter} não existe, linha {line}, coluna {column}',
  'invalid value expression: {expression:text}, line:{line:number}, col:{column:number}':
    'uma expressão que não é um valor: {expression}, linha {line}, coluna {column}',
  'unexpected token {token:text}, value expected': '{token} no lugar de um valor',
  'unexpected character {character:text}, line:{line:number}, col:{column:number}':
    'o caractere {character}, que não cabe ali, linha {line}, coluna {column}',
};

/** The faults of Liquid templates, and the reasons why a message cannot be rendered, in Brazilian Portuguese. */
export const TEMPLATES_PT_BR: SentenceCatalogue = {
  ...LIBRARY,
  'a Liquid template': 'um modelo Liquid',
  'a Liquid template of 1 to {max:number} characters': 'um modelo Liquid de 1 a {max} caracteres',
  'abort_message: expected a reason in quotes, such as {% abort_message "no address" %}':
    'abort_message: esperado: um motivo entre aspas, como {% abort_message "sem endereço" %}',
  'a template of one line': 'um modelo de uma só linha',
  'a template that can be rendered': 'um modelo que possa ser gerado',
  'something nested too deep': 'algo aninhado fundo demais',
  'user, trigger or campaign, such as {{ user.first_name }}': 'user, trigger ou campaign, como {{ user.first_name }}',
  '"{value:text}", line:{line:number}, col:{column:number}': '"{value}", linha {line}, coluna {column}',
  '{value:found}, line:{line:number}, col:{column:number}': '{value}, linha {line}, coluna {column}',
  'outputs in texts and in values of attributes only': 'saídas somente em textos e em valores de atributos',
  'an output in {place:phrase}': 'uma saída em {place}',
  'an element {element:text}': 'um elemento {element}',
  'a comment': 'um comentário',
  'a declaration': 'uma declaração',
  'the name of a tag': 'o nome de uma tag',
  'a tag, outside of the values of its attributes': 'uma tag, fora dos valores dos atributos dela',
  'the attribute {attribute:text}, which is code': 'o atributo {attribute}, que é código',
  'a text that is blank always': 'um texto que está sempre em branco',
  'a message that is aborted always: {reason:text}': 'uma mensagem que é sempre interrompida: {reason}',
  'the url has another scheme than https:// and http://': 'a URL não começa com https:// nem com http://',
  'it is not an address such as ada@shop.example, or Ada <ada@shop.example>':
    'não é um endereço como ada@shop.example, ou Ada <ada@shop.example>',
  'the messages take more than {max:number} steps': 'as mensagens exigem mais de {max} passos',
  'the messages and their trigger have {bytes:number} bytes, at most {max:number}':
    'as mensagens e o gatilho delas têm {bytes} bytes; o máximo é {max}',
  'it shows nothing': 'não mostra nada',
  'no reason given': 'nenhum motivo foi indicado',
  'there is no message': 'não há mensagem',
  'at most {max:number} {messages:phrase} in {time:span}': 'no máximo {max} {messages} em {time}',
  'at most {max:number} {messages:phrase} in {days:number} calendar day':
    'no máximo {max} {messages} em {days} dia do calendário',
  'at most {max:number} {messages:phrase} in {days:number} calendar days':
    'no máximo {max} {messages} em {days} dias do calendário',
  message: 'mensagem',
  messages: 'mensagens',
  'email message': 'e-mail',
  'email messages': 'e-mails',
  'sms message': 'SMS',
  'sms messages': 'SMS',
  'push message': 'notificação push',
  'push messages': 'notificações push',
  'webhook message': 'webhook',
  'webhook messages': 'webhooks',
  'in_app_message message': 'mensagem no app',
  'in_app_message messages': 'mensagens no app',
  'content_card message': 'cartão de conteúdo',
  'content_card messages': 'cartões de conteúdo',
};
