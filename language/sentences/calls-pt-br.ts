import type { SentenceCatalogue } from '../translate.ts';

/** The reasons why a call is not answered as requested, in Brazilian Portuguese. */
export const CALLS_PT_BR: SentenceCatalogue = {
  'the call failed; try again': 'a chamada falhou; tente de novo',
  'the latest work failed; it is tried again': 'o último trabalho falhou; ele será tentado de novo',
  'nothing is at {path:text}': 'não há nada em {path}',
  'method: expected {methods:text}, found {method:text}': 'método: esperado: {methods}; encontrado: {method}',
  'no campaign has the id "{id:text}"': 'nenhuma campanha tem o id "{id}"',
  'version: expected a whole number from 1 to {max:number}, found {found:text}':
    'versão: esperado: um número inteiro de 1 a {max}; encontrado: {found}',
  'the cursor of an earlier answer of this list, unchanged':
    'o cursor de uma resposta anterior desta lista, sem alteração',
  'the cursor of an earlier page': 'o cursor de uma página anterior',
  'escapes of UTF-8, such as %C3%A9 for é': 'sequências de UTF-8, como %C3%A9 para é',
  'a day, such as 2026-12-01': 'um dia, como 2026-12-01',
  'a day that is not before from': 'um dia que não seja antes de from',
  'userId, campaignId or both, or dispatchId alone': 'userId, campaignId ou ambos, ou só dispatchId',
  'none of them': 'nenhum deles',
  'dispatchId and others': 'dispatchId e outros',
  'an object, such as { "version": 3 }': 'um objeto, como { "version": 3 }',
  'a version in quotation marks, such as "3"': 'uma versão entre aspas, como "3"',
  'a revision in quotation marks, such as "3"': 'uma revisão entre aspas, como "3"',
  '* and no If-Match': '* e nenhum If-Match',
  'JSON nested at most {max:number} deep': 'um JSON com no máximo {max} níveis',
  JSON: 'um JSON',
  '{found:phrase} in line {line:number}, column {column:number}': '{found} na linha {line}, coluna {column}',
  'at most {size:phrase}': 'no máximo {size}',
  '{mib:number} MiB ({bytes:number} bytes)': '{mib} MiB ({bytes} bytes)',
  '{kib:number} KiB ({bytes:number} bytes)': '{kib} KiB ({bytes} bytes)',
  'a list of 1 to 1,000 entries': 'uma lista de 1 a 1.000 entradas',
  '{count:number} entries': '{count} entradas',
  'at most 1,000 records in a call': 'no máximo 1.000 registros em uma chamada',
  'one event of Currents, or { "events": [...] }': 'um evento do Currents, ou { "events": [...] }',
  'authorization: expected "Bearer" and the token: on one machine that of CURRENTS_TOKEN, on AWS the secret of the data stack':
    'authorization: esperado: "Bearer" e o token: em uma máquina o de CURRENTS_TOKEN, na AWS o segredo da stack de dados',
  'this installation has no keys for tokens': 'esta instalação não tem chaves para tokens',
  'a whole number of seconds, minutes, hours, days or weeks, such as "1 hour", at most 30 days':
    'um número inteiro de segundos, minutos, horas, dias ou semanas, como "1 hour", no máximo 30 dias',

  'a list of 1 to {max:number} ids of refused events, as texts':
    'uma lista de 1 a {max} ids de eventos recusados, como textos',
  '{count:number} items': '{count} itens',
  'no refused event has this id': 'nenhum evento recusado tem este id',
  'only its beginning is kept: put it again yourself': 'só o início dele está guardado: envie-o de novo você mesmo',

  'no version': 'nenhuma versão',
  'version {version:number}': 'versão {version}',
  '{version:phrase}, saved by {by:text} at {at:text}': '{version}, salva por {by} em {at}',
  '{version:phrase} with another text': '{version} com outro texto',
  'revision {revision:number}': 'revisão {revision}',
  'revision {revision:number}, made by {by:text} at {at:text}': 'revisão {revision}, feita por {by} em {at}',
  'version: expected {expected:phrase}, found {found:phrase}': 'versão: esperado: {expected}; encontrado: {found}',
  'revision: expected {expected:number}, found {found:phrase}': 'revisão: esperado: {expected}; encontrado: {found}',
  'revision: expected {expected:number}, found {found:number}': 'revisão: esperado: {expected}; encontrado: {found}',
  'revision: expected {expected:number}, found {found:number}: {act:phrase}':
    'revisão: esperado: {expected}; encontrado: {found}: {act}',
  'version {version:number} was saved by {by:text} at {at:text}': 'a versão {version} foi salva por {by} em {at}',
  'version {version:number} was published by {by:text} at {at:text}':
    'a versão {version} foi publicada por {by} em {at}',
  'version {version:number} was stopped by {by:text} at {at:text}': 'a versão {version} foi encerrada por {by} em {at}',
  'version {version:number} was archived by {by:text} at {at:text}':
    'a versão {version} foi arquivada por {by} em {at}',
  'version {version:number} was paused by {by:text} at {at:text}': 'a versão {version} foi pausada por {by} em {at}',
  'version {version:number} was resumed by {by:text} at {at:text}': 'a versão {version} foi retomada por {by} em {at}',
  'other changes to the campaign came first {attempts:number} times; try again':
    'outras alterações da campanha vieram antes {attempts} vezes; tente de novo',
  'other changes of the settings came first {attempts:number} times; try again':
    'outras alterações das configurações vieram antes {attempts} vezes; tente de novo',

  'a campaign that is not archived': 'uma campanha que não esteja arquivada',
  '{id:text} archived': '{id} arquivada',
  'status: expected published, found {status:text}': 'status: esperado: published; encontrado: {status}',
  'targets that are not archived': 'campanhas-alvo que não estejam arquivadas',
  'untracked: expected send or withhold, found nothing; the opens of {targets:text} are not tracked by the settings':
    'untracked: esperado: send ou withhold; encontrado: nada. As aberturas de {targets} não são rastreadas, segundo as configurações',
  'sentElsewhere: expected as it is published; stop the campaign first':
    'sentElsewhere: esperado: o mesmo que está publicado; encerre a campanha antes',
  'expected at most {max:number} campaigns paused one by one; pause all instead':
    'no máximo {max} campanhas podem ser pausadas uma a uma; pause todas de uma vez',
  'state: expected published or stopped, found draft; {id:text} is published':
    'state: esperado: published ou stopped; encontrado: draft. {id} está publicada',
  'token: expected that of the apply that acts now; the apply was idle too long, and another began':
    'token: esperado: o da aplicação em andamento; esta ficou parada por tempo demais, e outra começou',
  'changed by hand since the last apply: {acts:phrase}. pull takes the change into the file; --overwrite drops it':
    'alterada à mão desde a última aplicação: {acts}. pull leva a alteração para o arquivo; --overwrite a descarta',
  'not applied from a folder so far, and different. pull takes it into the file; --overwrite replaces it':
    'nunca aplicada a partir de uma pasta, e diferente. pull a leva para o arquivo; --overwrite a substitui',
  'not applied from a folder so far, and different: {act:phrase}. pull takes it into the file; --overwrite replaces it':
    'nunca aplicada a partir de uma pasta, e diferente: {act}. pull a leva para o arquivo; --overwrite a substitui',
  'belongs to the project {project:text}. --overwrite takes it over':
    'pertence ao projeto {project}. --overwrite a assume',
  'another apply acts: of the project {project:text}, by {by:text}, since {since:text}. If it was interrupted, another may begin at {until:text}':
    'outra aplicação está em andamento: do projeto {project}, por {by}, desde {since}. Se ela foi interrompida, outra pode começar em {until}',
  'the name of the project whose campaigns prune may stop': 'o nome do projeto cujas campanhas o prune pode encerrar',
  'stopped, or the definition of the campaign': 'stopped, ou a definição da campanha',
  'published, draft, stopped': 'published, draft ou stopped',
  'an id that no other definition has': 'um id que nenhuma outra definição tenha',
  'ids of campaigns': 'ids de campanhas',
  'a list of ids of campaigns': 'uma lista de ids de campanhas',
  'a list of definitions of campaigns': 'uma lista de definições de campanhas',
  'the states of campaigns by their ids': 'os estados das campanhas pelos ids delas',
  'the token that /apply/begin returned': 'o token que /apply/begin devolveu',
  'the revision of the campaign in the plan: a whole number from 0':
    'a revisão da campanha no plano: um número inteiro a partir de 0',

  'a list of at most {max:number} caps': 'uma lista de no máximo {max} limites',
  'a whole number of minutes, hours, days or weeks, such as "7 days", at most 30 days':
    'um número inteiro de minutos, horas, dias ou semanas, como "7 days", no máximo 30 dias',
  'days or weeks with calendarDays': 'dias ou semanas, com calendarDays',
  'an object of the channels {channels:text}, such as { sms: subscribed }':
    'um objeto com os canais {channels}, como { sms: subscribed }',
  'an object, such as { "companyZone": "Europe/Berlin" }': 'um objeto, como { "companyZone": "America/Sao_Paulo" }',

  'the Detail of an event': 'o Detail de um evento',
  'no published version of {id:text} asked for statistics: publish one with statistics: true':
    'nenhuma versão publicada de {id} pediu estatísticas: publique uma com statistics: true',
  'published campaigns would enroll users again, stop them first: {count:number}':
    'campanhas publicadas inscreveriam usuários de novo; encerre-as antes: {count}',
  'stop {id:text}': 'encerre {id}',

  '{channel:text}: this installation has no sender for it': '{channel}: esta instalação não tem envio para este canal',
  '{id:text}: it has no messages': '{id}: não tem mensagens',
  '{id:text}: it has no message for {channel:text}': '{id}: não tem mensagem para {channel}',
  'message {part:number} of {count:number}: {cause:phrase}. {outcome:phrase}':
    'mensagem {part} de {count}: {cause}. {outcome}',
  'message {part:number} of {count:number}: {cause:phrase}. {outcome:phrase} The messages before it: {results:text}.':
    'mensagem {part} de {count}: {cause}. {outcome} As mensagens antes dela: {results}.',
  'its sender did not answer in time': 'o envio não respondeu a tempo',
  'the script of the worker could not be loaded': 'não foi possível carregar o script do worker',
  'its sender could not be called, or failed': 'o envio não pôde ser chamado, ou falhou',
  'It is not known whether the message left: see whether it arrived before you send it again.':
    'Não se sabe se a mensagem saiu: veja se ela chegou antes de enviá-la de novo.',
  'The message did not leave.': 'A mensagem não saiu.',

  'nothing can be written to the store: {failure:phrase}': 'não é possível gravar no armazenamento: {failure}',
  'there is not enough memory': 'não há memória suficiente',
  'it is read-only': 'ele é somente leitura',
  'the disk reports input/output errors': 'o disco acusa erros de leitura ou gravação',
  'it is damaged': 'ele está danificado',
  'the disk is full': 'o disco está cheio',
  'its file cannot be opened': 'o arquivo dele não pode ser aberto',
  'its file is no SQLite database': 'o arquivo dele não é um banco de dados SQLite',
  'an origin of this server ({hosts:text}): a page of another site may change nothing here':
    'uma origem deste servidor ({hosts}): uma página de outro site não pode alterar nada aqui',
  '{sites:text}: a page of another site may change nothing here':
    '{sites}: uma página de outro site não pode alterar nada aqui',
  'one of {hosts:text}; ALLOWED_HOSTS names further ones': 'um destes: {hosts}; ALLOWED_HOSTS inclui outros',
  'application/json or application/x-amz-json-1.1 or application/yaml':
    'application/json, application/x-amz-json-1.1 ou application/yaml',

  'the body is not JSON': 'o corpo não é JSON',
  '{mib:number} MiB': '{mib} MiB',
  '{ "html": text, "remoteImages"?: true or false }': '{ "html": texto, "remoteImages"?: true ou false }',
  'the console has no such file': 'o console não tem esse arquivo',
  'GET, HEAD': 'GET ou HEAD',
  POST: 'POST',
  'a preview is shown once, within a minute': 'uma prévia é mostrada uma vez, no prazo de um minuto',
  'the console failed': 'o console falhou',
  'unknown principal': 'principal desconhecido',
  'the console makes no such call': 'o console não faz essa chamada',
  'this server speaks HTTP/1.1 only': 'este servidor só fala HTTP/1.1',
  'open the address that campaign-connector console printed: it contains the token of this start':
    'abra o endereço que campaign-connector console mostrou: ele contém o token desta execução',
  'origin: expected {origin:text}, and sec-fetch-site same-origin':
    'origin: esperado: {origin}, e sec-fetch-site same-origin',
  'content-type: expected {types:text}': 'content-type: esperado: {types}',
  'each parameter once': 'cada parâmetro uma vez',
  'this console changes nothing: start it with {options:text} to change something':
    'este console não altera nada: inicie-o com {options} para fazer alterações',
  'the AWS credentials are missing or expired: sign in again (aws sso login), then repeat':
    'as credenciais da AWS faltam ou expiraram: entre novamente (aws sso login) e repita',
  'the installation leads elsewhere: is the endpoint right?':
    'a instalação leva a outro lugar: o endereço dela está certo?',
};
