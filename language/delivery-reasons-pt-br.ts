import type { DeliveryReasonCode } from '../core/contracts/delivery-reason.ts';

/** The reasons of deliveries as sentences in Brazilian Portuguese. */
export const DELIVERY_REASONS_PT_BR: Readonly<Record<DeliveryReasonCode, string>> = {
  unsubscribed: 'o usuário não consentiu com este canal',
  unreachable: 'o usuário não tem endereço neste canal',
  undeliverable: 'não é possível entregar no endereço do usuário',
  'sending-off': 'esta instalação não envia nada: o modo dela é off',
  'not-on-allow-list': 'o modo desta instalação é allow-list, e o endereço da mensagem não está na lista',
  'no-answer': 'o provedor não respondeu, e a mensagem pode ter saído ou não',
  'not-tried': 'não houve tentativa antes que fosse tarde demais',
  gone: 'o destino não existe mais',
  'not-an-address': 'o destino não é um endereço',
  'bad-from':
    'o remetente da mensagem não é um endereço que servidores de e-mail aceitam, ou o nome dele é longo demais',
  'bad-reply-to': 'o endereço de resposta não é um que servidores de e-mail aceitam, ou o nome dele é longo demais',
  'no-body': 'a mensagem não tem texto',
  'no-unsubscribe-link': 'a mensagem pede um link de descadastramento, e esta instalação não tem nenhum',
  'bad-unsubscribe-link': 'o link de descadastramento desta instalação não é um endereço da web',
  'not-a-url': 'o endereço do webhook não é um endereço da web',
  'not-https': 'o endereço do webhook não começa com https://',
  'has-user': 'o endereço do webhook tem um nome de usuário ou uma senha',
  'port-not-allowed': 'o endereço do webhook tem outra porta que não a 443',
  'host-not-allowed': 'o servidor do webhook, ou a porta dele, não está entre os que esta instalação pode chamar',
  'private-address': 'o servidor do webhook tem um endereço que não é público',
  'bad-request': 'o método, os cabeçalhos ou o corpo do webhook não são como esperado',
  'bad-header': 'um cabeçalho do webhook tem um nome ou um valor que não pode ser enviado',
  'malformed-message': 'a mensagem não tem texto, ou tem um campo que uma caixa de entrada não consegue mostrar',
};
