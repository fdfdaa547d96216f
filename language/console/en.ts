import { ENGLISH_CAMPAIGN_SENTENCES } from '../campaign-sentences-en.ts';
import { ENGLISH_DECISIONS } from '../decisions-en.ts';
import { ENGLISH_STATISTICS } from '../statistics-sentences.ts';
import { campaignTextsEn } from './campaigns-en.ts';
import { deadLetterTextsEn } from './dead-letters-en.ts';
import { departureTextsEn } from './departures-en.ts';
import { editorTextsEn } from './editor-en.ts';
import { messageTextsEn } from './messages-en.ts';
import { refusedTextsEn } from './refused-en.ts';
import { rehearsalTextsEn } from './rehearsal-en.ts';
import { settingsTextsEn } from './settings-en.ts';
import { shellTextsEn } from './shell-en.ts';
import { stepsTextsEn } from './steps-en.ts';
import type { ConsoleTexts } from './texts.ts';
import { userTextsEn } from './users-en.ts';

/** The texts of the console in English. */
export const CONSOLE_TEXTS_EN: ConsoleTexts = {
  shell: shellTextsEn,
  campaigns: campaignTextsEn,
  steps: stepsTextsEn,
  messages: messageTextsEn,
  users: userTextsEn,
  departures: departureTextsEn,
  refused: refusedTextsEn,
  deadLetters: deadLetterTextsEn,
  settings: settingsTextsEn,
  editor: editorTextsEn,
  rehearsal: rehearsalTextsEn,
  decisions: ENGLISH_DECISIONS,
  campaignSentences: ENGLISH_CAMPAIGN_SENTENCES,
  statistics: ENGLISH_STATISTICS,
};
