import type { SentenceCatalogue } from '../translate.ts';

const SPAN = 'um número inteiro de segundos, minutos, horas, dias ou semanas, como "30 minutes"';

/** The faults of definitions of campaigns, in Brazilian Portuguese. */
export const DEFINITIONS_PT_BR: SentenceCatalogue = {
  'one campaign': 'uma campanha',
  'one campaign as YAML or JSON': 'uma campanha em YAML ou JSON',
  'a campaign of at most {max:number} bytes as JSON': 'uma campanha de no máximo {max} bytes como JSON',
  '{all:number} bytes, {here:number} of them here': '{all} bytes, dos quais {here} aqui',
  'at most {max:number} keys and values in a campaign': 'no máximo {max} chaves e valores em uma campanha',
  'at most {max:number} lists and objects in one another': 'no máximo {max} listas e objetos um dentro do outro',
  'an id of a-z, 0-9 and -, at most 48 characters': 'um id de a-z, 0-9 e -, no máximo 48 caracteres',
  'a name of a-z, 0-9 and -, at most 48 characters': 'um nome de a-z, 0-9 e -, no máximo 48 caracteres',
  'a name of 1 to 200 characters': 'um nome de 1 a 200 caracteres',
  'a name with a visible character': 'um nome com algum caractere visível',

  'one of the interactions {interactions:text}; or a behavior: {behaviors:text}':
    'uma das interações {interactions}; ou um comportamento (behavior): {behaviors}',
  'a list of 1 to {max:number} fields': 'uma lista de 1 a {max} campos',
  'each field only once': 'cada campo só uma vez',
  'nothing: only an exception is compared with the trigger': 'nada: só uma exceção é comparada com o gatilho',
  'session.started, as trigger and as exception': 'session.started, como gatilho e como exceção',
  'session.started in one place: every session would restart the wait':
    'session.started em um só lugar: cada sessão recomeçaria a espera',
  'no cycle in which every campaign may be received again':
    'que nenhum ciclo tenha só campanhas que podem ser recebidas de novo',

  '"none", or a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", at most 360 days': `"none", ou ${SPAN}, no máximo 360 dias`,
  '"none", or a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", at most 360 days, or a calendar delay, such as { next: saturday, at: "09:00" } or { in: 1 day, at: "09:00" }': `"none", ou ${SPAN}, no máximo 360 dias, ou uma espera pelo calendário, como { next: saturday, at: "09:00" } ou { in: 1 day, at: "09:00" }`,
  'a whole number of days or weeks, such as "1 day", at most {max:number} days':
    'um número inteiro de dias ou semanas, como "1 day", no máximo {max} dias',
  'user or company': 'user ou company',
  'a delay, because exceptions act while a user waits': 'uma espera, pois as exceções agem enquanto o usuário espera',
  'a delay that is no longer than the duration of {span:span}':
    'uma espera que não seja mais longa que a duração de {span}',
  '"{precision:text}" with a delay of {delay:text}': '"{precision}" com uma espera de {delay}',
  'none, because a calendar delay has windows of a minute':
    'nenhuma, pois uma espera pelo calendário tem janelas de um minuto',
  'none if the delay is longer than {max:number} seconds': 'nenhuma, se a espera for mais longa que {max} segundos',
  'none without an exception email.opened': 'nenhum, sem uma exceção email.opened',

  '{words:text}or a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", at most {max:span}': `{words}ou ${SPAN}, no máximo {max}`,
  'a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", at most {max:span}': `${SPAN}, no máximo {max}`,
  'a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", from 1 second to 30 days': `${SPAN}, de 1 segundo a 30 dias`,
  'at least one of the conversion events A, B, C and D': 'pelo menos um dos eventos de conversão A, B, C e D',
  'a start, an end, or both': 'um início, um fim, ou ambos',
  'an instant after the start': 'um instante depois do início',
  'none, or quiet hours, such as { from: "22:00", to: "08:00", then: hold }':
    'none, ou um horário de silêncio, como { from: "22:00", to: "08:00", then: hold }',
  'a time at least an hour before `from`, so that messages can leave, and not equal to it':
    'um horário pelo menos uma hora antes de `from`, para que as mensagens possam sair, e diferente dele',
  'hold or withhold': 'hold ou withhold',
  'send or withhold': 'send ou withhold',
  'marketing or transactional': 'marketing ou transactional',
  'apply, ignore, or { ignore: true, count: true }': 'apply, ignore, ou { ignore: true, count: true }',
  '"everyone", or a filter on attributes': '"everyone", ou um filtro sobre os atributos',
  'a percentage of 0 to 100 with at most two decimals': 'uma porcentagem de 0 a 100 com no máximo duas casas decimais',
  'shares that, with controlGroup, sum to 100': 'parcelas que, com o grupo de controle (controlGroup), somem 100',
  '{sum:number} in all': '{sum} ao todo',
  'a list of 1 to {max:number} variants': 'uma lista de 1 a {max} variantes',
  'a name of its own, not that of variants.{index:number}': 'um nome próprio, diferente do de variants.{index}',

  'a list of 1 to 10, or variants with messages of their own':
    'uma lista de 1 a 10, ou variantes com mensagens próprias',
  'none beside variants, which have messages of their own': 'nenhuma ao lado das variantes, que têm mensagens próprias',
  'a message whose channel is one of {channels:text}': 'uma mensagem cujo canal seja um destes: {channels}',
  'either a body, or html, text or both': 'ou um body, ou html, text ou ambos',
  'html or text, as the message itself has': 'html ou text, como a própria mensagem tem',
  'a body, as the message itself has': 'um body, como a própria mensagem tem',
  'a list of 1 to {max:number} buttons': 'uma lista de 1 a {max} botões',
  'buttons whose ids are all different': 'botões com ids todos diferentes',
  'translations whose buttons have the ids of the buttons of the message':
    'traduções cujos botões tenham os ids dos botões da mensagem',
  'an object of translations by their languages': 'um objeto com as traduções pelos seus idiomas',
  'at most {max:number} translations': 'no máximo {max} traduções',
  'each language once, whatever its case: {first:text} is there already':
    'cada idioma uma vez, com maiúsculas ou minúsculas: {first} já está lá',
  'GET, POST, PUT, PATCH or DELETE': 'GET, POST, PUT, PATCH ou DELETE',
  'a URL that begins with https:// and the name of a host, before any expression and without a user, such as https://hooks.example.com/orders':
    'uma URL que comece com https:// e o nome de um servidor, antes de qualquer expressão e sem usuário, como https://hooks.example.com/orders',
  'a user before the host': 'um usuário antes do servidor',
  'an object of header names and templates': 'um objeto com nomes de cabeçalhos e modelos',
  "a header name: 1 to 256 letters, digits and !#$%&'*+-.^_`|~":
    "o nome de um cabeçalho: de 1 a 256 letras, dígitos e !#$%&'*+-.^_`|~",
  'another header: {headers:text} are set by the sender': 'outro cabeçalho: o envio define {headers}',
  'each header once, whatever its case: {first:text} is there already':
    'cada cabeçalho uma vez, com maiúsculas ou minúsculas: {first} já está lá',

  'the definition of {id:text}': 'a definição de {id}',
  'the definition of a campaign': 'a definição de uma campanha',
  '"{id:text}", the id in the path': '"{id}", o id do endereço',
  'the name of a variant of the campaign': 'o nome de uma variante da campanha',
};
