import type { CampaignSentences } from '../campaign-sentences.ts';
import type { DecisionSentences } from '../decision-sentences.ts';
import type { StatisticsSentences } from '../statistics-sentences.ts';
import type { CampaignTexts } from './campaigns-en.ts';
import type { DeadLetterTexts } from './dead-letters-en.ts';
import type { DepartureTexts } from './departures-en.ts';
import type { EditorTexts } from './editor-en.ts';
import type { MessageTexts } from './messages-en.ts';
import type { RefusedTexts } from './refused-en.ts';
import type { RehearsalTexts } from './rehearsal-en.ts';
import type { SettingsTexts } from './settings-en.ts';
import type { ShellTexts } from './shell-en.ts';
import type { StepsTexts } from './steps-en.ts';
import type { UserTexts } from './users-en.ts';

/** All texts of the console in one language, by the part of the console that shows them. */
export interface ConsoleTexts {
  readonly shell: ShellTexts;
  readonly campaigns: CampaignTexts;
  readonly steps: StepsTexts;
  readonly messages: MessageTexts;
  readonly users: UserTexts;
  readonly departures: DepartureTexts;
  readonly refused: RefusedTexts;
  readonly deadLetters: DeadLetterTexts;
  readonly settings: SettingsTexts;
  readonly editor: EditorTexts;
  readonly rehearsal: RehearsalTexts;
  /** The sentences about decisions, in the words of `explain`. */
  readonly decisions: DecisionSentences;
  /** The phrases that describe what a campaign does. */
  readonly campaignSentences: CampaignSentences;
  /** The sentences about statistics, in the words of `stats`. */
  readonly statistics: StatisticsSentences;
}
