import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useDraftForm } from './draft-form.ts';
import { readList, readPath, toFieldText } from './draft-path.ts';
import { SelectorFields } from './selector-fields.tsx';

interface SelectorListProps {
  readonly field: 'triggers' | 'exceptions';
  readonly texts: {
    readonly item: (number: number) => string;
    readonly add: string;
    readonly remove: (number: number) => string;
  };
  readonly isClosed?: boolean;
}

/** Shows the triggers or the exceptions of a campaign. A new exception is about the campaign of the first trigger. */
export function SelectorList({ field, texts, isClosed = false }: SelectorListProps) {
  const { content, isLocked, write } = useDraftForm();
  const selectors = readList(content, [field]);
  const target = toFieldText(readPath(content, ['triggers', 0, 'campaign']));
  const isException = field === 'exceptions';
  const remove = (index: number) =>
    write(
      selectors.length === 1 && isException
        ? { path: [field], value: undefined }
        : { path: [field, index], value: undefined },
    );
  const add = () => {
    const first = isException
      ? { interaction: 'email.opened', campaign: target, openKind: 'human' }
      : { interaction: 'email.received', campaign: target };
    write(
      selectors.length === 0 ? { path: [field], value: [first] } : { path: [field, selectors.length], value: first },
    );
  };
  return (
    <SpaceBetween size="l">
      {selectors.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a selector is its place in the text.
        <SpaceBetween key={index} size="s">
          <Header
            variant="h3"
            actions={
              (isException || selectors.length > 1) && (
                <Button
                  iconName="remove"
                  disabled={isLocked}
                  ariaLabel={texts.remove(index + 1)}
                  onClick={() => remove(index)}
                />
              )
            }
          >
            {texts.item(index + 1)}
          </Header>
          <SelectorFields
            path={[field, index]}
            defaultCampaign={target}
            hintsAtMachines={isException}
            isException={isException}
          />
        </SpaceBetween>
      ))}
      <Button iconName="add-plus" onClick={add} disabled={isLocked || isClosed}>
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}
