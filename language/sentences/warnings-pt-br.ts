import type { SentenceCatalogue } from '../translate.ts';

/** The warnings about definitions, files and publications, in Brazilian Portuguese. */
export const WARNINGS_PT_BR: SentenceCatalogue = {
  'this looks like {secret:phrase}; everyone who can read the file or the campaign can use it: replace it at its service, and let the consumer that sends the message add the new one':
    'isto parece {secret}; quem pode ler o arquivo ou a campanha pode usá-lo: troque-o no serviço dele, e deixe o consumidor que envia a mensagem acrescentar o novo',
  'a private key': 'uma chave privada',
  'an access key id of AWS': 'um id de chave de acesso da AWS',
  'a secret access key of AWS': 'uma chave de acesso secreta da AWS',
  'a token of GitHub': 'um token do GitHub',
  'a token of Slack': 'um token do Slack',
  'a key of Stripe': 'uma chave do Stripe',
  'a key of SendGrid': 'uma chave do SendGrid',
  'a token of GitLab': 'um token do GitLab',
  'a key of Google': 'uma chave do Google',
  'a token of npm': 'um token do npm',
  'the secret address of a webhook of Slack': 'o endereço secreto de um webhook do Slack',
  'the secret address of a webhook of Discord': 'o endereço secreto de um webhook do Discord',
  'the secret address of a webhook of Teams': 'o endereço secreto de um webhook do Teams',
  'a JSON web token': 'um JSON web token',
  'a URL with a password': 'uma URL com senha',
  'a header with a secret': 'um cabeçalho com um segredo',
  'a URL with a secret': 'uma URL com um segredo',
  'a secret, by its name': 'um segredo, pelo nome',

  '{staleAfter:span} is shorter than the quiet hours, {quietSpan:span}: a message that they hold may be withheld as stale':
    '{staleAfter} é menos que o horário de silêncio, {quietSpan}: uma mensagem que ele adia pode ser retida por sair tarde demais',
  'the email has about {kib:number} KiB, and Gmail shows 102 of an email':
    'o e-mail tem cerca de {kib} KiB, e o Gmail mostra 102 de um e-mail',
  'an image has no alt: it is shown where images are not loaded, and read aloud; alt="" is for images that say nothing':
    'uma imagem não tem alt: ele aparece onde as imagens não são carregadas e é lido em voz alta; alt="" é para imagens que não dizem nada',
  '{count:number} images have no alt: it is shown where images are not loaded, and read aloud; alt="" is for images that say nothing':
    '{count} imagens não têm alt: ele aparece onde as imagens não são carregadas e é lido em voz alta; alt="" é para imagens que não dizem nada',
  'a link begins with http://, such as {first:text}: mail programs warn of it, or do not load it; write https://':
    'um link começa com http://, como {first}: os programas de e-mail alertam sobre isso, ou não o carregam; escreva https://',
  '{count:number} links begin with http://, such as {first:text}: mail programs warn of it, or do not load it; write https://':
    '{count} links começam com http://, como {first}: os programas de e-mail alertam sobre isso, ou não os carregam; escreva https://',
  'this marketing email has no {{ unsubscribe_url }}: the header for it is added to each email anyway, but many readers look for a link':
    'este e-mail de marketing não tem {{ unsubscribe_url }}: o cabeçalho para cancelar a inscrição é incluído em cada e-mail de qualquer forma, mas muitos leitores procuram um link',
  'it has no {missing:text}, which then is in the language of the message itself':
    'a tradução não tem {missing}, que então fica no idioma da própria mensagem',
  'mail programs open emails, too, and cancel the wait of their users; openKind: human counts people only':
    'programas de e-mail também abrem e-mails e assim cancelam a espera dos seus usuários; openKind: human conta só pessoas',
  'mail programs open emails, too, and each such open is a conversion; openKind: human counts people only':
    'programas de e-mail também abrem e-mails, e cada abertura dessas é uma conversão; openKind: human conta só pessoas',
  'Amazon SES tracks opens and clicks for {span:span} after an email was sent: where it sends the email, later ones do not cancel the wait, which is longer':
    'o Amazon SES rastreia aberturas e cliques por {span} depois do envio de um e-mail: onde ele envia o e-mail, os posteriores não cancelam a espera, que é mais longa',
  'plain HTTP is not encrypted, and a webhook over it is sent only to hosts that the installation allows: write https:// if the host has it':
    'HTTP simples não é criptografado, e um webhook por ele só é enviado a servidores que a instalação permite: escreva https:// se o servidor tiver',
  'all users are in the control group, and no one is sent a message':
    'todos os usuários estão no grupo de controle, e ninguém recebe mensagem',
  'triggers.{trigger:number} has the same condition: the profile may not have the new value of {field:text} yet when the trigger arrives':
    'triggers.{trigger} tem a mesma condição: o perfil pode ainda não ter o novo valor de {field} quando o gatilho chega',

  'the text ends before {comment:text}, which is a comment; put quotes around the text if that belongs to it':
    'o texto termina antes de {comment}, que é um comentário; ponha o texto entre aspas se isso faz parte dele',
  'nothing stands here, which is read as null; write null, or quotes around text that has a comma or a colon in it':
    'não há nada aqui, o que é lido como null; escreva null, ou ponha entre aspas um texto com vírgula ou dois-pontos',
  '{source:text} is read as the number {value:text}; in quotes it is text: "{quoted:text}"':
    '{source} é lido como o número {value}; entre aspas é um texto: "{quoted}"',
  '{source:text} is read as text, not as {kind:phrase}; quotes say that it is meant so: "{quoted:text}"':
    '{source} é lido como texto, e não como {kind}; aspas deixam claro que é isso mesmo: "{quoted}"',
  'true or false: write true or false': 'true ou false: escreva true ou false',
  'a date': 'uma data',
  'a time': 'um horário',

  'no file of the folder has the campaign {target:text}: it exists elsewhere, or the id is misspelled; a file with sentElsewhere: true says that another tool sends it':
    'nenhum arquivo da pasta tem a campanha {target}: ela existe em outro lugar, ou o id está escrito errado; um arquivo com sentElsewhere: true diz que outra ferramenta a envia',
  '{interaction:text} of {target:text}: 1 event came in before the publication, since {day:text}, and do not count':
    '{interaction} de {target}: 1 evento entrou antes da publicação, desde {day}, e não conta',
  '{interaction:text} of {target:text}: about {count:number} events came in before the publication, since {day:text}, and do not count':
    '{interaction} de {target}: cerca de {count} eventos entraram antes da publicação, desde {day}, e não contam',
  'the draft {draft:text} listens to {campaign:text}: publish it soon, because what happens before does not count':
    'o rascunho {draft} depende de {campaign}: publique-o logo, pois o que acontece antes não conta',
  'the draft {draft:text} listens to {campaign:text}: publish it soon, because what happens before does not count, above all {interactions:text}, which happen when it is sent':
    'o rascunho {draft} depende de {campaign}: publique-o logo, pois o que acontece antes não conta, sobretudo {interactions}, que acontecem no envio',
  'the published follow-up {listener:text} listens to {campaign:text}, which no longer triggers it':
    'a campanha publicada {listener} depende de {campaign}, que não a dispara mais',
  'the campaign is published, but the warnings about it could not be found; the log of the api has the cause, WARNINGS_FAILED':
    'a campanha está publicada, mas não foi possível verificar os avisos sobre ela; a causa está no log da api, WARNINGS_FAILED',
  'all published campaigns together may hold {waves:number} waves open, {largest:text} {count:number} of them, which is over half of the {max:number} executions that the AWS account may hold open':
    'todas as campanhas publicadas juntas podem manter {waves} saídas abertas, {largest} {count} delas, o que é mais da metade das {max} execuções que a conta da AWS pode manter abertas',
};
