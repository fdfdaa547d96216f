import type { SentenceCatalogue } from '../translate.ts';

/** The findings about the channels of an installation, and the reasons of its own senders, in Brazilian Portuguese. */
export const FINDINGS_PT_BR: SentenceCatalogue = {
  '{channel:text}: a published campaign uses it, and no sender of this installation sends it: a consumer of "Message Dispatched" has to.':
    '{channel}: uma campanha publicada usa este canal, e nenhum envio desta instalação o atende: um consumidor de "Message Dispatched" precisa fazer isso.',
  '{channel:text}: {campaigns:number} published campaigns use it, and no sender of this installation sends it: a consumer of "Message Dispatched" has to.':
    '{channel}: {campaigns} campanhas publicadas usam este canal, e nenhum envio desta instalação o atende: um consumidor de "Message Dispatched" precisa fazer isso.',
  'SENDING: off, so nothing is sent. Set allow-list or live.':
    'SENDING: off, por isso nada é enviado. Defina allow-list ou live.',
  'SENDING_ALLOW: empty, so nothing leaves. Name addresses, or set SENDING=live.':
    'SENDING_ALLOW: vazia, por isso nada sai. Indique endereços, ou defina SENDING=live.',
  '{channel:text}: its provider accepts nothing until {until:text}: {reason:found}.':
    '{channel}: o provedor não aceita nada até {until}: {reason}.',
  '{channel:text}: {server:text} takes no message: {reason:found}.':
    '{channel}: {server} não aceita mensagens: {reason}.',
  'EMAIL_FROM: the domain of {from:text} does not exist in public, so that mail servers refuse it.':
    'EMAIL_FROM: o domínio de {from} não existe publicamente, e por isso os servidores de e-mail o recusam.',
  'PUBLIC_URL: links in messages begin with {url:text}, and lead nowhere on other machines.':
    'PUBLIC_URL: os links das mensagens começam com {url} e não levam a lugar nenhum em outras máquinas.',
  'PUBLIC_URL: links in messages begin with {url:text}, which is not encrypted.':
    'PUBLIC_URL: os links das mensagens começam com {url}, que não é criptografado.',
  'PUBLIC_ORIGINS: empty, so that no page of another origin may call the inbox from a browser. Apps may.':
    'PUBLIC_ORIGINS: vazia, e por isso nenhuma página de outra origem pode chamar a caixa de entrada de um navegador. Aplicativos podem.',
  'This installation does not tell its sender address and its configuration set, so that SES cannot be asked about them.':
    'Esta instalação não informa o endereço do remetente nem o conjunto de configurações, e por isso não é possível consultá-los no SES.',
  'SES: {call:text} is not answered: {reason:found}.': 'SES: {call} não é respondida: {reason}.',
  'SES: {identity:text} is not a verified identity in this region.':
    'SES: {identity} não é uma identidade verificada nesta região.',
  'SES: the emails of {identity:text} are not signed by DKIM; publish the records that SES names.':
    'SES: os e-mails de {identity} não são assinados por DKIM; publique os registros que o SES indica.',
  'SES: there is no configuration set {name:text} in this region.':
    'SES: não há um conjunto de configurações {name} nesta região.',
  'SES: the configuration set {name:text} sends no events of the kinds {types:text} to EventBridge or SNS, so that they do not come back.':
    'SES: o conjunto de configurações {name} não envia eventos dos tipos {types} ao EventBridge nem ao SNS, e por isso eles não voltam.',
  'SES: the account is in the sandbox, so that only verified addresses receive anything. Ask for production access.':
    'SES: a conta está no sandbox, e por isso só endereços verificados recebem algo. Peça o acesso de produção.',
  'SES: sending is disabled for the account.': 'SES: o envio está desativado para a conta.',
  'SES: sending is disabled for the configuration set.':
    'SES: o envio está desativado para o conjunto de configurações.',
  'SES: {sent:number} of {max:number} emails of the last 24 hours are used up.':
    'SES: {sent} de {max} e-mails das últimas 24 horas já foram usados.',
  'no answer in time': 'sem resposta a tempo',
  'no user': 'nenhum usuário',
};
