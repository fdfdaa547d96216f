import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useState } from 'react';
import { parseInstant } from '../../core/contracts/instant.ts';
import { useLoadedTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { CampaignTextsInput } from './campaign-texts-input.tsx';
import { createCommandWords } from './create-command-words.ts';
import { EventsInput } from './events-input.tsx';
import type { FileFindings, RehearsalInput } from './rehearsal-calls.ts';
import { type RehearsalClient, startRehearsalWorker } from './rehearsal-client.ts';
import { ResultTabs } from './result-tabs.tsx';
import { useAnswer } from './use-answer.ts';
import { COMPARISONS, type RehearsalDraft, useRehearsalDraft } from './use-draft.ts';
import { useRehearsal } from './use-rehearsal.ts';

/** The campaigns of an installation, beside the files that a reader gives. */
export interface InstalledCampaigns {
  /** The part of the page in which the reader chooses them. */
  readonly picker: ReactNode;
  readonly chosenIds: readonly string[];
  /** Reads the chosen definitions and the settings; with `comparedIds` also the published versions of these campaigns. */
  readonly read: (comparedIds: readonly string[] | undefined) => Promise<InstalledVersions>;
}

/** Definitions and settings as an installation answered them. */
export interface InstalledVersions {
  readonly definitions: readonly unknown[];
  readonly published: readonly unknown[];
  readonly settings: Readonly<Record<string, unknown>>;
}

const NO_FINDINGS: readonly FileFindings[] = [];

interface RehearsalViewProps {
  readonly title: string;
  readonly description: string;
  /** Absent where there is no installation. */
  readonly installed?: InstalledCampaigns;
  /** The key under which the browser keeps what is entered. Absent, it is not kept. */
  readonly storageKey?: string;
  /** The entries at the first visit. */
  readonly first?: Partial<RehearsalDraft>;
}

/** Shows a rehearsal: what it is of, how far it is, and its result. */
export function RehearsalView({ title, description, installed, storageKey, first }: RehearsalViewProps) {
  const { texts: all, translate } = useLoadedTexts();
  const { rehearsal: texts } = all;
  const formatCount = useFormatCount();
  const [draft, change] = useRehearsalDraft(storageKey, first);
  const checker = useChecker();
  const { answer: findings = NO_FINDINGS, problem } = useAnswer(checker, 'check', draft.files);
  const { answer: beforeFindings = NO_FINDINGS } = useAnswer(checker, 'check', draft.beforeFiles);
  const rehearsal = useRehearsal();
  const isUntilWrong = draft.until.trim() !== '' && parseInstant(draft.until.trim()) === undefined;
  const hasCampaigns = draft.files.length > 0 || (installed?.chosenIds.length ?? 0) > 0;
  const isMissing = !hasCampaigns || draft.events === undefined;
  const isRunning = rehearsal.state === 'running';
  const choices = COMPARISONS.filter((each) => each !== 'published' || installed !== undefined).map((value) => ({
    value,
    label: {
      none: texts.options.compareNone,
      published: texts.options.comparePublished,
      texts: texts.options.compareTexts,
    }[value],
  }));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={description}>
        {title}
      </Header>
      <Container header={<Header variant="h2">{texts.campaigns.title}</Header>}>
        <SpaceBetween size="l">
          {installed?.picker}
          <CampaignTextsInput
            title={texts.campaigns.texts}
            files={draft.files}
            findings={findings}
            hasForm={installed === undefined}
            onChange={(files) => change({ files })}
          />
          {problem !== undefined && <ProblemAlert problem={problem} />}
        </SpaceBetween>
      </Container>
      <EventsInput events={draft.events} onChange={(events) => change({ events })} />
      <Container header={<Header variant="h2">{texts.options.title}</Header>}>
        <SpaceBetween size="m">
          <FormField
            label={texts.options.until}
            description={texts.options.untilHint}
            errorText={isUntilWrong && texts.options.untilFault}
          >
            <Input value={draft.until} onChange={({ detail }) => change({ until: detail.value })} />
          </FormField>
          <FormField label={texts.options.compare}>
            <Select
              selectedOption={choices.find(({ value }) => value === draft.compare) ?? null}
              options={choices}
              onChange={({ detail }) =>
                change({ compare: COMPARISONS.find((each) => each === detail.selectedOption.value) ?? 'none' })
              }
            />
          </FormField>
          {draft.compare === 'texts' && (
            <CampaignTextsInput
              title={texts.campaigns.before}
              files={draft.beforeFiles}
              findings={beforeFindings}
              onChange={(beforeFiles) => change({ beforeFiles })}
            />
          )}
        </SpaceBetween>
      </Container>
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant="primary"
          disabled={isRunning || isMissing || isUntilWrong}
          {...(isMissing && { disabledReason: texts.missing })}
          onClick={() => rehearsal.start(() => readInput(draft, findings, installed))}
        >
          {texts.run}
        </Button>
        <Button disabled={!isRunning} onClick={rehearsal.stop}>
          {texts.stop}
        </Button>
      </SpaceBetween>
      {rehearsal.state === 'running' && (
        <ProgressBar
          label={texts.running}
          value={100 * rehearsal.progress.share}
          additionalInfo={texts.played(formatCount(rehearsal.progress.events))}
        />
      )}
      {rehearsal.state === 'stopped' && <Alert type="info">{texts.stopped}</Alert>}
      {rehearsal.state === 'refused' && (
        <Alert type="error" header={texts.faults}>
          <SentenceList sentences={rehearsal.faults.map(translate)} className="lines" />
        </Alert>
      )}
      {rehearsal.state === 'failed' && <ProblemAlert problem={rehearsal.problem} isAct />}
      {rehearsal.state === 'done' && <ResultTabs finished={rehearsal.finished} showsHtml={installed !== undefined} />}
      <CommandLine words={createCommandWords(draft, installed?.chosenIds ?? [])} />
    </SpaceBetween>
  );
}

/** Starts the worker that checks campaign files while they are edited. It ends with the page. One that fails does so for all files. */
function useChecker(): RehearsalClient | undefined {
  const [checker, setChecker] = useState<RehearsalClient>();
  useEffect(() => {
    const client = startRehearsalWorker();
    setChecker(client);
    return client.stop;
  }, []);
  return checker;
}

/** Collects everything that a rehearsal is of: what was entered, and what the installation answers. */
async function readInput(
  { files, beforeFiles, events, until, compare }: RehearsalDraft,
  findings: readonly FileFindings[],
  installed: InstalledCampaigns | undefined,
): Promise<RehearsalInput> {
  const ofFiles = findings.flatMap(({ campaignId }) => (campaignId === undefined ? [] : [campaignId]));
  const comparedIds = compare === 'published' ? [...(installed?.chosenIds ?? []), ...ofFiles] : undefined;
  const versions = await installed?.read(comparedIds);
  const before = {
    none: undefined,
    published: { files: [], definitions: versions?.published ?? [] },
    texts: { files: beforeFiles, definitions: [] },
  }[compare];
  return {
    version: { files, definitions: versions?.definitions ?? [] },
    ...(before === undefined ? {} : { before }),
    events: events === undefined ? new Blob() : 'file' in events ? events.file : new Blob([events.text]),
    ...(until.trim() === '' ? {} : { until: until.trim() }),
    ...(versions === undefined ? {} : { installationSettings: versions.settings }),
  };
}
