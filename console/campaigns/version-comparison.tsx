import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { toCanonicalDefinition } from '../../core/canonical-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { formatPath } from '../../core/contracts/fault.ts';
import { formatCampaignText } from '../../core/project/campaign-text.ts';
import { listFieldChanges } from '../../core/project/field-changes.ts';
import { affectsWaiting } from '../../core/project/waiting-effect.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { campaignKey } from './campaign-views.ts';
import { ChangesTable, type ShownChange } from './changes-table.tsx';
import { toDefinition } from './to-definition.ts';
import type { ComparedVersions, ListedVersion } from './use-versions.ts';

interface VersionComparisonProps {
  readonly id: string;
  /** The versions that can be chosen, as far as they were read. */
  readonly versions: readonly ListedVersion[];
  readonly compared: ComparedVersions;
  readonly onCompare: (compared: ComparedVersions) => void;
}

/** Compares two versions of a campaign field by field, as `plan` does, and shows the later one as a file. */
export function VersionComparison({ id, versions, compared, onCompare }: VersionComparisonProps) {
  const {
    campaigns: { history: texts },
  } = useTexts();
  const { from, to } = compared;
  const [earlier, later] = [useVersion(id, from), useVersion(id, to)];
  const failed = [earlier, later].find(({ isError }) => isError);
  const numbers = [...new Set([from, to, ...versions.map(({ version }) => version)])].sort((one, other) => other - one);
  const options = numbers.map((version) => {
    const isPublished = versions.some((each) => each.version === version && each.isPublished);
    return { value: String(version), label: isPublished ? texts.publishedName(version) : texts.versionName(version) };
  });
  const choose = (name: keyof ComparedVersions) => (
    <FormField label={texts[name]}>
      <Select
        selectedOption={options.find(({ value }) => value === String(compared[name])) ?? null}
        options={options}
        onChange={({ detail }) => onCompare({ ...compared, [name]: Number(detail.selectedOption.value) })}
      />
    </FormField>
  );
  return (
    <Container
      header={
        <Header variant="h2" description={texts.comparisonDescription}>
          {texts.comparison}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          {choose('from')}
          {choose('to')}
        </ColumnLayout>
        {failed !== undefined && <ProblemAlert problem={failed.error} onRetry={() => failed.refetch()} />}
        {(earlier.isPending || later.isPending) && <Spinner />}
        {earlier.data !== undefined && later.data !== undefined && (
          <Comparison from={earlier.data} to={later.data} areSame={from === to} />
        )}
        {later.data !== undefined && (
          <ExpandableSection headerText={texts.definition(to)} variant="footer">
            <pre className="raw-json">
              {formatCampaignText({ definition: toDefinition(later.data.definition), state: 'published' })}
            </pre>
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** Reads a version of a campaign. Its definition never changes. */
function useVersion(id: string, version: number) {
  return useQuery({
    queryKey: campaignKey(id, 'version', version),
    queryFn: () =>
      unwrap(api.GET('/campaigns/{id}/versions/{version}', { params: { path: { id, version: String(version) } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type ShownVersion = NonNullable<ReturnType<typeof useVersion>['data']>;

interface ComparisonProps {
  readonly from: ShownVersion;
  readonly to: ShownVersion;
  /** True if one version was chosen twice. */
  readonly areSame: boolean;
}

function Comparison({ from, to, areSame }: ComparisonProps) {
  const {
    campaigns: { history: texts },
  } = useTexts();
  if (areSame) return <Box>{to.version === 1 ? texts.onlyOne : texts.sameVersion}</Box>;
  return (
    <ChangesTable
      changes={compareDefinitions(toDefinition(from.definition), toDefinition(to.definition))}
      empty={texts.equal}
    />
  );
}

function compareDefinitions(from: Definition, to: Definition): ShownChange[] {
  const later = toCanonicalDefinition(to);
  return listFieldChanges(toCanonicalDefinition(from), later).map(({ path, ...values }) => ({
    ...values,
    path: formatPath(path),
    affectsWaiting: affectsWaiting(path, later),
  }));
}
