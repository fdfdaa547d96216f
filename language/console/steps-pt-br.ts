import type { StepsTexts } from './steps-en.ts';

/** The texts of the first steps, in Brazilian Portuguese. */
export const stepsTextsPtBr: StepsTexts = {
  title: 'Primeiros passos',
  description:
    'Em dois minutos: publique uma campanha de acompanhamento, deixe dois usuários acioná-la e veja por que um recebe a mensagem e o outro não.',
  publish: {
    title: 'Publicar um exemplo',
    about:
      'A campanha de exemplo dá as boas-vindas a um usuário que volta a abrir o aplicativo. Ela espera 10 segundos. Se o usuário comprar algo nesse tempo, a mensagem não é enviada. Ela ouve eventos próprios, que só esta página envia: nenhum dos seus usuários é afetado.',
    act: 'Salvar e publicar o exemplo',
    done: 'O exemplo está publicado.',
    open: 'Abrir a campanha',
  },
  send: {
    title: 'Enviar eventos de amostra',
    about:
      'Ada e Ben abrem o aplicativo, o que inscreve os dois. Depois Ben compra algo, o que é uma exceção: a espera dele é cancelada.',
    act: 'Enviar os eventos',
    done: 'Três eventos foram enviados.',
  },
  watch: {
    title: 'Ver o que acontece',
    about: 'A mensagem sai no fim da espera, para o usuário que não fez mais nada nesse tempo.',
    installation: 'Nesta instalação',
    installationAbout: 'Em tempo real: esta lista é lida novamente a cada segundo.',
    clock: 'O relógio desta instalação é movido manualmente.',
    moveClock: 'Avançar o relógio um minuto',
    waiting: 'Nada foi decidido ainda.',
    explain: 'Ver tudo o que foi decidido',
  },
  virtual: {
    title: 'Em tempo virtual',
    about:
      'A mesma campanha e os mesmos eventos, sem esperar: seu navegador decide como esta instalação, com as configurações dela. Nada é publicado nem enviado.',
    act: 'Ver em tempo virtual',
    preparing: 'O exemplo está sendo executado.',
    elapsed: (duration) => `${duration} depois do primeiro evento`,
    previous: 'Evento anterior',
    next: 'Próximo evento',
    user: (userId) => `${userId} em tempo virtual`,
    nothing: 'Nada aconteceu ainda.',
    events: { opened: 'abre o aplicativo', bought: 'compra algo' },
  },
  finish: {
    title: 'Continuar',
    about: 'Arquive o exemplo quando terminar: ele não inscreve mais ninguém, em definitivo.',
    archive: 'Arquivar o exemplo',
    archived: 'O exemplo está arquivado.',
    rehearse: 'Ver uma semana inteira em tempo virtual',
    create: 'Escrever uma campanha sua',
  },
  readOnly:
    'Este console foi aberto somente para leitura: nada pode ser publicado nem enviado. Veja o exemplo em tempo virtual, no passo 3.',
  takenId: 'Existe outra campanha com o id do exemplo. Ela fica como está.',
};
