/** The texts of the first steps, in English. */
export const stepsTextsEn = {
  title: 'First steps',
  description:
    'In two minutes: publish a follow-up, let two users trigger it, and see why one gets the message and the other does not.',
  publish: {
    title: 'Publish an example',
    about:
      'The example campaign welcomes back a user who opens the app. It waits for 10 seconds. If the user buys something in the meantime, the message is not sent. It listens to events of its own, which only this page sends: none of your users is concerned.',
    act: 'Save and publish the example',
    done: 'The example is published.',
    open: 'Open the campaign',
  },
  send: {
    title: 'Send sample events',
    about:
      'Ada and Ben open the app, which enrolls both. Then Ben buys something, which is an exception: his wait is cancelled.',
    act: 'Send the events',
    done: 'Three events were sent.',
  },
  watch: {
    title: 'Watch what happens',
    about: 'The message leaves at the end of the wait, for the one user who did nothing else meanwhile.',
    installation: 'In this installation',
    installationAbout: 'In real time: this list is read again every second.',
    clock: 'The clock of this installation is moved by hand.',
    moveClock: 'Move the clock by a minute',
    waiting: 'Nothing was decided yet.',
    explain: 'See all that was decided',
  },
  virtual: {
    title: 'In virtual time',
    about:
      'The same campaign and the same events, without waiting: your browser decides as this installation does, with its settings. Nothing is published or sent.',
    act: 'Watch it in virtual time',
    preparing: 'The example is being played.',
    elapsed: (duration: string) => `${duration} after the first event`,
    previous: 'Previous event',
    next: 'Next event',
    user: (userId: string) => `${userId} in virtual time`,
    nothing: 'Nothing has happened yet.',
    events: { opened: 'opens the app', bought: 'buys something' },
  },
  finish: {
    title: 'Go on',
    about: 'Archive the example when you are done: it then enrolls no user any more, permanently.',
    archive: 'Archive the example',
    archived: 'The example is archived.',
    rehearse: 'Watch a whole week in virtual time',
    create: 'Write a campaign of your own',
  },
  readOnly:
    'This console was opened read only: nothing can be published or sent. Watch the example in virtual time, in step 3.',
  takenId: 'There is another campaign with the id of the example. It is left as it is.',
};

/** The texts of the first steps. */
export type StepsTexts = typeof stepsTextsEn;
