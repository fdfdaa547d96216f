import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import {
  BEHAVIOR_NAMES,
  BEHAVIORS,
  INTERACTION_NAMES,
  INTERACTIONS,
  NARROWINGS,
  type Narrowing,
} from '../../core/contracts/catalogue.ts';
import { useTexts } from '../context/texts.tsx';
import { CampaignField } from './campaign-field.tsx';
import { ConditionFields } from './condition-fields.tsx';
import type { Condition } from './conditions.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath, toFieldText } from './draft-path.ts';
import { ChoiceAt, FlagAt, TextFieldAt, TextListAt } from './fields.tsx';
import { OnlyInText } from './only-in-text.tsx';

/** The fields of a selector that the form shows. */
const SHOWN_FIELDS: readonly string[] = [
  'interaction',
  'behavior',
  'campaign',
  'within',
  'where',
  'includeSuspectedBots',
  'includeRefunds',
];

/** The condition on a purchase that an author begins with. */
const NEW_CONDITION: Condition = { field: 'price', operator: '$gte', operand: 20 };

interface SelectorFieldsProps {
  readonly path: DraftPath;
  /** The campaign of a new interaction. */
  readonly defaultCampaign: string;
  /** True if a person is meant where a mail program may open an email, too. */
  readonly hintsAtMachines?: boolean;
  /** True if it cancels waits, and may be compared with the trigger. */
  readonly isException?: boolean;
  /** Fields that stay when another kind is chosen. */
  readonly keeps?: Readonly<Record<string, unknown>>;
}

/** Shows what a user does: an interaction with a campaign, or a behavior, and what narrows it. */
export function SelectorFields(props: SelectorFieldsProps) {
  const { path, defaultCampaign, hintsAtMachines = false, isException = false, keeps = {} } = props;
  const { editor } = useTexts();
  const { trigger: texts } = editor;
  const { content, isLocked, write } = useDraftForm();
  const interaction = INTERACTION_NAMES.find((name) => name === readPath(content, [...path, 'interaction']));
  const behavior = BEHAVIOR_NAMES.find((name) => name === readPath(content, [...path, 'behavior']));
  const kind = interaction ?? behavior;
  const groups = useKindGroups();
  const campaign = toFieldText(readPath(content, [...path, 'campaign'])) || defaultCampaign;
  const choose = (name: string) => {
    const isInteraction = INTERACTION_NAMES.some((each) => each === name);
    write({ path, value: isInteraction ? { interaction: name, campaign, ...keeps } : { behavior: name, ...keeps } });
  };
  return (
    <SpaceBetween size="s">
      <FormField label={texts.kind} stretch>
        <Select
          selectedOption={kind === undefined ? null : { value: kind, label: editor.kinds[kind] }}
          options={groups}
          placeholder={texts.choose}
          filteringType="auto"
          disabled={isLocked}
          onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
        />
      </FormField>
      {interaction !== undefined && <CampaignField path={[...path, 'campaign']} />}
      {hintsAtMachines && interaction === 'email.opened' && (
        <SpaceBetween size="s">
          <NarrowingField path={path} narrowing="openKind" />
          {readPath(content, [...path, 'openKind']) === undefined && <Alert type="warning">{texts.machineOpens}</Alert>}
        </SpaceBetween>
      )}
      {behavior === 'custom_event.performed' && (
        <TextFieldAt path={[...path, 'name']} label={texts.narrowings.name} isOptional />
      )}
      {kind !== undefined && (
        <Narrowings
          path={path}
          leftOut={hintsAtMachines && interaction === 'email.opened' ? ['openKind'] : ['name']}
          isException={isException}
        />
      )}
    </SpaceBetween>
  );
}

interface NarrowingsProps {
  readonly path: DraftPath;
  readonly leftOut: readonly string[];
  readonly isException: boolean;
}

/** Shows the fields that narrow an interaction or a behavior, folded, and names those that the text alone has. */
function Narrowings({ path, leftOut, isException }: NarrowingsProps) {
  const { editor } = useTexts();
  const { content, write } = useDraftForm();
  const interaction = INTERACTION_NAMES.find((name) => name === readPath(content, [...path, 'interaction']));
  const behavior = BEHAVIOR_NAMES.find((name) => name === readPath(content, [...path, 'behavior']));
  const narrowings: readonly Narrowing[] =
    interaction === undefined ? [] : [...INTERACTIONS[interaction].narrowedBy, 'messageVariationId'];
  const behaviorFields: readonly ('productId' | 'currency' | 'name')[] =
    behavior === undefined ? [] : BEHAVIORS[behavior].narrowedBy;
  const shown = [...narrowings, ...behaviorFields];
  const isShown = (field: string) =>
    SHOWN_FIELDS.includes(field) || (isException && field === 'sameAsTrigger') || shown.some((each) => each === field);
  const only = Object.keys(Object(readPath(content, path))).filter((field) => !isShown(field));
  const unfolded = [...shown, 'where', 'sameAsTrigger'].filter((each) => !leftOut.includes(each));
  const isNarrowed = unfolded.some((each) => readPath(content, [...path, each]) !== undefined);
  return (
    <SpaceBetween size="s">
      <ExpandableSection headerText={editor.trigger.narrow} variant="footer" defaultExpanded={isNarrowed}>
        <SpaceBetween size="s">
          {narrowings
            .filter((each) => !leftOut.includes(each))
            .map((each) => (
              <NarrowingField key={each} path={path} narrowing={each} />
            ))}
          {behaviorFields
            .filter((each) => !leftOut.includes(each))
            .map((each) => (
              <TextFieldAt key={each} path={[...path, each]} label={editor.trigger.narrowings[each]} isOptional />
            ))}
          {interaction !== undefined && (
            <FlagAt path={[...path, 'includeSuspectedBots']} label={editor.trigger.includeSuspectedBots} />
          )}
          {behavior === 'purchase.made' && (
            <FlagAt path={[...path, 'includeRefunds']} label={editor.trigger.includeRefunds} />
          )}
          {isException && (
            <TextListAt
              path={[...path, 'sameAsTrigger']}
              label={editor.trigger.sameAsTrigger}
              hint={editor.trigger.sameAsTriggerHint}
            />
          )}
          <ConditionFields
            path={[...path, 'where']}
            hint={editor.conditions.whereHint}
            {...(behavior === 'purchase.made' && { newCondition: NEW_CONDITION })}
            onRemoveLast={() => write({ path: [...path, 'where'], value: undefined })}
          />
        </SpaceBetween>
      </ExpandableSection>
      <OnlyInText path={path} fields={only} />
    </SpaceBetween>
  );
}

function NarrowingField({ path, narrowing }: { readonly path: DraftPath; readonly narrowing: Narrowing }) {
  const { editor } = useTexts();
  const { narrowings, values: names, any } = editor.trigger;
  const values = NARROWINGS[narrowing];
  if (values === undefined) return <TextFieldAt path={[...path, narrowing]} label={narrowings[narrowing]} isOptional />;
  const choices = Object.fromEntries(values.map((value) => [value, names[value]]));
  return <ChoiceAt path={[...path, narrowing]} label={narrowings[narrowing]} choices={choices} unset={any} />;
}

/** Returns all interactions and behaviors as the options of a choice, by family. */
function useKindGroups() {
  const { families, kinds } = useTexts().editor;
  const byFamily = Map.groupBy(INTERACTION_NAMES, (name) => INTERACTIONS[name].family);
  return [
    ...[...byFamily].map(([family, names]) => ({
      label: families[family],
      options: names.map((value) => ({ value, label: kinds[value], description: value })),
    })),
    {
      label: families.behavior,
      options: BEHAVIOR_NAMES.map((value) => ({ value, label: kinds[value], description: value })),
    },
  ];
}
