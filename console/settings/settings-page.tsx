import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { useRefresh } from '../data/refresh.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ConsentSetting } from './consent-setting.tsx';
import { FrequencyCapsSetting } from './frequency-caps-setting.tsx';
import { PauseSetting } from './pause-setting.tsx';
import { QuietHoursSetting } from './quiet-hours-setting.tsx';
import { SendingFactsList } from './sending-facts-list.tsx';
import { fetchSettings, SETTINGS_KEY, type SettingsAnswer } from './settings-answer.ts';
import { useNameFields } from './use-name-fields.ts';
import { ZoneSetting } from './zone-setting.tsx';

/** Shows the settings of the installation, who changed them, the pause of all, and what is sent. */
export function SettingsPage() {
  const { settings: texts } = useTexts();
  const formatCount = useFormatCount();
  const refresh = useRefresh();
  const settings = useQuery({ queryKey: SETTINGS_KEY, queryFn: fetchSettings, ...refresh });
  const { data } = settings;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={texts.description}
        actions={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            {data && <Box variant="small">{texts.revision(formatCount(data.revision))}</Box>}
            <DataAge
              readAt={settings.dataUpdatedAt}
              isReading={settings.isFetching}
              onRefresh={() => settings.refetch()}
            />
          </SpaceBetween>
        }
      >
        {texts.title}
      </Header>
      <PauseSetting />
      {settings.isError && <ProblemAlert problem={settings.error} onRetry={() => settings.refetch()} />}
      {settings.isPending && <Spinner />}
      {data && (
        <SpaceBetween size="l">
          <ZoneSetting settings={data} />
          <QuietHoursSetting settings={data} />
          <FrequencyCapsSetting settings={data} />
          <ConsentSetting settings={data} />
          <SettingsHistory settings={data} />
          <CommandLine words={['settings']} />
          <RawJson value={data} />
        </SpaceBetween>
      )}
      <SendingFactsList />
    </SpaceBetween>
  );
}

function SettingsHistory({ settings: { history } }: { readonly settings: SettingsAnswer }) {
  const { history: texts } = useTexts().settings;
  const nameFields = useNameFields();
  return (
    <Table
      variant="container"
      wrapLines
      items={history.toReversed()}
      ariaLabels={{ tableLabel: texts.title }}
      header={
        <Header variant="h2" actions={<ExportButton name="settings-history" rows={history} />}>
          {texts.title}
        </Header>
      }
      columnDefinitions={[
        { id: 'at', header: texts.columns.at, isRowHeader: true, cell: ({ at }) => <Time at={at} /> },
        { id: 'by', header: texts.columns.by, cell: ({ by }) => by },
        { id: 'changed', header: texts.columns.changed, cell: ({ changed }) => nameFields(changed) },
      ]}
      empty={<Box color="inherit">{texts.empty}</Box>}
    />
  );
}
