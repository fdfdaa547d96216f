import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CONVERSION_LETTERS } from '../../core/contracts/conversion.ts';
import { isObject } from '../../core/contracts/object.ts';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { toFieldText } from './draft-path.ts';
import { FlagAt, NumberFieldAt, SpanAt } from './fields.tsx';
import { SelectorFields } from './selector-fields.tsx';
import { writeMember } from './write-member.ts';

/** The deadline that a conversion event begins with. */
const NEW_DEADLINE = '3 days';
/** The conversion event that an author begins with. */
const NEW_CONVERSION = { behavior: 'purchase.made', within: NEW_DEADLINE };

/** Shows the control group, the conversion events, and whether statistics are kept without them. */
export function MeasureFields() {
  const { rules: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const conversions = isObject(content['conversions']) ? content['conversions'] : {};
  const own = toFieldText(content['id']);
  const missing = CONVERSION_LETTERS.find((letter) => conversions[letter] === undefined);
  const set = (letter: string, value: unknown) =>
    write(writeMember(content, { path: ['conversions'], name: letter, value }));
  return (
    <SpaceBetween size="l">
      <NumberFieldAt path={['controlGroup']} label={texts.controlGroup} hint={texts.controlGroupHint} />
      <SpaceBetween size="m">
        <Header variant="h3" description={texts.conversionsHint}>
          {texts.conversions}
        </Header>
        {CONVERSION_LETTERS.filter((letter) => conversions[letter] !== undefined).map((letter) => (
          <SpaceBetween key={letter} size="s">
            <Box variant="h4">
              {texts.conversion(letter)}{' '}
              <Button
                iconName="remove"
                variant="icon"
                disabled={isLocked}
                ariaLabel={texts.removeConversion(letter)}
                onClick={() => set(letter, undefined)}
              />
            </Box>
            <SelectorFields
              path={['conversions', letter]}
              defaultCampaign={own}
              hintsAtMachines
              keeps={{ within: Object(conversions[letter]).within ?? NEW_DEADLINE }}
            />
            <SpanAt path={['conversions', letter, 'within']} label={texts.within} />
          </SpaceBetween>
        ))}
        {missing !== undefined && (
          <Button iconName="add-plus" disabled={isLocked} onClick={() => set(missing, NEW_CONVERSION)}>
            {texts.addConversion(missing)}
          </Button>
        )}
      </SpaceBetween>
      <FlagAt path={['statistics']} label={texts.statistics} />
    </SpaceBetween>
  );
}
