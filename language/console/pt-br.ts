import { PORTUGUESE_CAMPAIGN_SENTENCES } from '../campaign-sentences-pt-br.ts';
import { PORTUGUESE_DECISIONS } from '../decisions-pt-br.ts';
import { PORTUGUESE_STATISTICS } from '../statistics-sentences.ts';
import { campaignTextsPtBr } from './campaigns-pt-br.ts';
import { deadLetterTextsPtBr } from './dead-letters-pt-br.ts';
import { departureTextsPtBr } from './departures-pt-br.ts';
import { editorTextsPtBr } from './editor-pt-br.ts';
import { messageTextsPtBr } from './messages-pt-br.ts';
import { refusedTextsPtBr } from './refused-pt-br.ts';
import { rehearsalTextsPtBr } from './rehearsal-pt-br.ts';
import { settingsTextsPtBr } from './settings-pt-br.ts';
import { shellTextsPtBr } from './shell-pt-br.ts';
import { stepsTextsPtBr } from './steps-pt-br.ts';
import type { ConsoleTexts } from './texts.ts';
import { userTextsPtBr } from './users-pt-br.ts';

/** The texts of the console in Brazilian Portuguese. */
export const CONSOLE_TEXTS_PT_BR: ConsoleTexts = {
  shell: shellTextsPtBr,
  campaigns: campaignTextsPtBr,
  steps: stepsTextsPtBr,
  messages: messageTextsPtBr,
  users: userTextsPtBr,
  departures: departureTextsPtBr,
  refused: refusedTextsPtBr,
  deadLetters: deadLetterTextsPtBr,
  settings: settingsTextsPtBr,
  editor: editorTextsPtBr,
  rehearsal: rehearsalTextsPtBr,
  decisions: PORTUGUESE_DECISIONS,
  campaignSentences: PORTUGUESE_CAMPAIGN_SENTENCES,
  statistics: PORTUGUESE_STATISTICS,
};
