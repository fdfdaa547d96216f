import type { CampaignSentences, SpanUnit } from './campaign-sentences.ts';

const UNITS: Readonly<Record<SpanUnit, readonly [one: string, many: string]>> = {
  second: ['segundo', 'segundos'],
  minute: ['minuto', 'minutos'],
  hour: ['hora', 'horas'],
  day: ['dia', 'dias'],
  week: ['semana', 'semanas'],
};

const WEEKDAY_NAMES = {
  monday: 'a próxima segunda-feira',
  tuesday: 'a próxima terça-feira',
  wednesday: 'a próxima quarta-feira',
  thursday: 'a próxima quinta-feira',
  friday: 'a próxima sexta-feira',
  saturday: 'o próximo sábado',
  sunday: 'o próximo domingo',
} as const;

/** The phrases that describe a campaign in Brazilian Portuguese. */
export const PORTUGUESE_CAMPAIGN_SENTENCES: CampaignSentences = {
  locale: 'pt-BR',
  interactions: {
    'in_app_message.viewed': (campaign) => `vê a mensagem no app de ${campaign}`,
    'in_app_message.clicked': (campaign) => `clica na mensagem no app de ${campaign}`,
    'in_app_message.button_clicked': (campaign) => `clica em um botão da mensagem no app de ${campaign}`,
    'email.clicked': (campaign) => `clica em um link do e-mail de ${campaign}`,
    'email.alias_clicked': (campaign) => `clica em um link com apelido do e-mail de ${campaign}`,
    'email.opened': (campaign) => `abre o e-mail de ${campaign}`,
    'push.directly_opened': (campaign) => `abre a notificação push de ${campaign}`,
    'push.button_clicked': (campaign) => `clica em um botão da notificação push de ${campaign}`,
    'push.story_page_clicked': (campaign) => `clica em uma página do push story de ${campaign}`,
    'conversion.performed': (campaign) => `realiza um evento de conversão de ${campaign}`,
    'email.received': (campaign) => `recebe o e-mail de ${campaign}`,
    'sms.received': (campaign) => `recebe o SMS de ${campaign}`,
    'sms.short_link_clicked': (campaign) => `clica em um link encurtado do SMS de ${campaign}`,
    'push.received': (campaign) => `recebe a notificação push de ${campaign}`,
    'webhook.received': (campaign) => `tem o webhook de ${campaign} enviado em seu nome`,
    'control_group.entered': (campaign) => `entra no grupo de controle de ${campaign}`,
    'content_card.viewed': (campaign) => `vê o cartão de conteúdo de ${campaign}`,
    'content_card.clicked': (campaign) => `clica no cartão de conteúdo de ${campaign}`,
    'content_card.dismissed': (campaign) => `dispensa o cartão de conteúdo de ${campaign}`,
    'whatsapp.received': (campaign) => `recebe a mensagem de WhatsApp de ${campaign}`,
    'whatsapp.read': (campaign) => `lê a mensagem de WhatsApp de ${campaign}`,
    'whatsapp.clicked': (campaign) => `clica em um link da mensagem de WhatsApp de ${campaign}`,
    'line.clicked': (campaign) => `clica em um link da mensagem de LINE de ${campaign}`,
    'banner.viewed': (campaign) => `vê o banner de ${campaign}`,
    'banner.clicked': (campaign) => `clica no banner de ${campaign}`,
    'banner.dismissed': (campaign) => `dispensa o banner de ${campaign}`,
  },
  behaviors: {
    'purchase.made': 'compra um produto',
    'custom_event.performed': 'realiza um evento personalizado',
    'session.started': 'inicia uma sessão',
  },
  channels: {
    email: 'um e-mail',
    sms: 'um SMS',
    push: 'uma notificação push',
    webhook: 'um webhook',
    in_app_message: 'uma mensagem no app',
    content_card: 'um cartão de conteúdo',
  },
  narrowings: {
    messageVariationId: 'variação da mensagem',
    buttonId: 'botão',
    linkUrl: 'link',
    linkAlias: 'apelido do link',
    openKind: 'tipo de abertura',
    storyPageId: 'página',
    conversionEvent: 'evento',
    receipt: 'recebimento',
    contentCardId: 'cartão',
    name: 'nome',
    productId: 'produto',
    currency: 'moeda',
  },
  narrowed: (field, value) => `${field} “${value}”`,
  where: (conditions) => `em que ${conditions}`,
  sameAsTrigger: (fields) => `com o mesmo valor de ${fields} que o gatilho`,
  includesSuspectedBots: 'incluindo cliques de possíveis robôs',
  includesRefunds: 'incluindo reembolsos',
  conditions: {
    $eq: (field, value) => `${field} é ${value}`,
    $ne: (field, value) => `${field} não é ${value}`,
    $gt: (field, value) => `${field} é maior que ${value}`,
    $gte: (field, value) => `${field} é no mínimo ${value}`,
    $lt: (field, value) => `${field} é menor que ${value}`,
    $lte: (field, value) => `${field} é no máximo ${value}`,
    $in: (field, value) => `${field} é ${value}`,
    $nin: (field, value) => `${field} não é nenhum destes: ${value}`,
  },
  exists: (field, doesExist) => (doesExist ? `${field} é conhecido` : `${field} não é conhecido`),
  span: (count, unit) => `${count} ${UNITS[unit][count === 1 ? 0 : 1]}`,
  zones: { user: 'no fuso horário do usuário', company: 'no fuso horário da empresa' },
  nextWeekday: (day, at, zone) => `${WEEKDAY_NAMES[day]} às ${at} ${zone}`,
  afterDays: (span, at, zone) => `as ${at} ${zone}, ${span} depois`,
  sentElsewhere:
    'Outra ferramenta envia esta campanha. Aqui se guarda apenas a situação dela, para as campanhas de acompanhamento que a escutam.',
  immediately: (triggers, messages) => `Quando um usuário ${triggers}, a campanha envia ${messages} imediatamente.`,
  afterSpan: (triggers, span, messages) =>
    `Quando um usuário ${triggers}, a campanha espera ${span} e então envia ${messages}.`,
  untilTime: (triggers, time, messages) =>
    `Quando um usuário ${triggers}, a campanha espera até ${time} e então envia ${messages}.`,
  variants: (shares) => `As mensagens têm variantes: ${shares}.`,
  exceptions: (exceptions) => `Ela não envia nada se, durante a espera, o usuário ${exceptions}.`,
  audience: (conditions, isRechecked) =>
    `Ela vale apenas para usuários em que ${conditions}${isRechecked ? ', o que é verificado de novo antes de a mensagem sair' : ''}.`,
  controlGroup: (percent) => `${percent} dos usuários estão no grupo de controle e não recebem nada.`,
  quietHours: (from, to, then) =>
    then === 'hold'
      ? `Entre ${from} e ${to}, as mensagens são adiadas até o fim do horário de silêncio.`
      : `Entre ${from} e ${to}, as mensagens são retidas.`,
  duration: (start, end) => {
    if (start === undefined) return `Ela termina em ${end}.`;
    return end === undefined ? `Ela começa em ${start}.` : `Ela vale de ${start} a ${end}.`;
  },
  reeligibility: {
    never: 'Cada usuário a recebe no máximo uma vez.',
    immediately: 'Um usuário pode recebê-la de novo a qualquer momento.',
    after: (span) => `Um usuário pode recebê-la de novo depois de ${span}.`,
  },
  transactional: 'As mensagens são transacionais: não precisam de consentimento.',
};
