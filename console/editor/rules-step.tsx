import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { ConditionFields } from './condition-fields.tsx';
import { useDraftForm } from './draft-form.ts';
import { FlagAt, SpanAt } from './fields.tsx';
import { LimitFields } from './limit-fields.tsx';
import { MeasureFields } from './measure-fields.tsx';

/** Shows the audience, and below it, folded, the rules that most campaigns leave as they are. */
export function RulesStep() {
  const { rules: texts } = useTexts().editor;
  return (
    <SpaceBetween size="l">
      <AudienceFields />
      <ExpandableSection variant="container" headerText={texts.reeligibility} defaultExpanded>
        <ReeligibilityFields />
      </ExpandableSection>
      <ExpandableSection variant="container" headerText={texts.limits}>
        <LimitFields />
      </ExpandableSection>
      <ExpandableSection variant="container" headerText={texts.measure}>
        <MeasureFields />
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** The filter that an author begins with. */
const NEW_AUDIENCE = { plan: 'plus' };

function AudienceFields() {
  const { audience: texts, conditions } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const audience = content['audience'];
  const isEveryone = audience === undefined || audience === 'everyone';
  const choose = (value: string) => {
    if (value === 'everyone')
      write({ path: ['audience'], value: undefined }, { path: ['recheckAudience'], value: undefined });
    else if (isEveryone) write({ path: ['audience'], value: NEW_AUDIENCE });
  };
  return (
    <Container header={<Header variant="h2">{texts.title}</Header>}>
      <SpaceBetween size="m">
        <FormField label={texts.who}>
          <RadioGroup
            value={isEveryone ? 'everyone' : 'filter'}
            items={[
              { value: 'everyone', label: texts.everyone, description: texts.everyoneHint, disabled: isLocked },
              { value: 'filter', label: texts.filter, description: texts.filterHint, disabled: isLocked },
            ]}
            onChange={({ detail }) => choose(detail.value)}
          />
        </FormField>
        {!isEveryone && (
          <SpaceBetween size="s">
            <ConditionFields
              path={['audience']}
              hint={conditions.audienceHint}
              onRemoveLast={() => choose('everyone')}
            />
            <FlagAt path={['recheckAudience']} label={texts.recheck} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}

function ReeligibilityFields() {
  const { rules: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const { reeligibility = 'never' } = content;
  const kind = reeligibility === 'never' || reeligibility === 'immediately' ? reeligibility : 'span';
  const values: Readonly<Record<string, string | undefined>> = { immediately: 'immediately', span: '30 days' };
  return (
    <SpaceBetween size="s">
      <RadioGroup
        ariaLabel={texts.reeligibility}
        value={kind}
        items={Object.entries(texts.reeligibilityChoices).map(([value, label]) => ({
          value,
          label,
          disabled: isLocked,
        }))}
        onChange={({ detail }) => {
          if (detail.value !== kind) write({ path: ['reeligibility'], value: values[detail.value] });
        }}
      />
      {kind === 'span' && <SpanAt path={['reeligibility']} label={texts.after} />}
    </SpaceBetween>
  );
}
