import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { readList, readPath, toFieldText } from './draft-path.ts';
import { NumberFieldAt, TextFieldAt } from './fields.tsx';
import { MessagesEditor } from './messages-editor.tsx';

/** Shows the name of a campaign and its messages, those of each variant if it has variants. */
export function MessagesStep() {
  const { content } = useDraftForm();
  return (
    <SpaceBetween size="l">
      <IdentityFields />
      {readPath(content, ['variants']) === undefined ? <PlainMessages /> : <Variants />}
    </SpaceBetween>
  );
}

/** Shows the name of a campaign and its id, which follows the name of a campaign that is new. */
export function IdentityFields() {
  const { identity } = useTexts().editor;
  const { content, isIdFixed, write } = useDraftForm();
  const changeName = (name: string) => {
    const id = toFieldText(content['id']);
    const follows = !isIdFixed && (id === '' || id === toId(toFieldText(content['name'])));
    write({ path: ['name'], value: name }, ...(follows ? [{ path: ['id'], value: toId(name) }] : []));
  };
  return (
    <Container header={<Header variant="h2">{identity.title}</Header>}>
      <ColumnLayout columns={2} minColumnWidth={200}>
        <TextFieldAt path={['name']} label={identity.name} hint={identity.nameHint} onValue={changeName} />
        <TextFieldAt path={['id']} label={identity.id} hint={identity.idHint} isDisabled={isIdFixed} />
      </ColumnLayout>
    </Container>
  );
}

const MAX_ID_CHARACTERS = 48;

/** Returns the id that a name suggests: its letters and digits, without accents. */
function toId(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID_CHARACTERS)
    .replaceAll(/^-|-$/g, '');
}

function PlainMessages() {
  const { messages: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const messages = readList(content, ['messages']);
  const makeVariants = () =>
    write(
      {
        path: ['variants'],
        value: ['a', 'b'].map((name) => ({ name, share: 50, messages })),
      },
      { path: ['messages'], value: undefined },
    );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={texts.description}
          actions={
            <Button onClick={makeVariants} disabled={isLocked}>
              {texts.makeVariants}
            </Button>
          }
        >
          {texts.title}
        </Header>
      }
    >
      <MessagesEditor path={['messages']} />
    </Container>
  );
}

function Variants() {
  const { messages: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const variants = readList(content, ['variants']);
  const add = () =>
    write({
      path: ['variants', variants.length],
      value: { name: `variant-${variants.length + 1}`, share: 0, messages: readList(variants, [0, 'messages']) },
    });
  return (
    <SpaceBetween size="l">
      {variants.map((variant, index) => {
        const name = toFieldText(readPath(variant, ['name']));
        return (
          <Container
            // biome-ignore lint/suspicious/noArrayIndexKey: a variant is its place in the text.
            key={index}
            header={
              <Header
                variant="h2"
                description={texts.variantsHint}
                actions={
                  <Button
                    disabled={isLocked || variants.length === 1}
                    ariaLabel={`${texts.removeVariant}: ${name}`}
                    onClick={() => write({ path: ['variants', index], value: undefined })}
                  >
                    {texts.removeVariant}
                  </Button>
                }
              >
                {texts.variant(name)}
              </Header>
            }
          >
            <SpaceBetween size="m">
              <ColumnLayout columns={2} minColumnWidth={200}>
                <TextFieldAt path={['variants', index, 'name']} label={texts.variantName} />
                <NumberFieldAt path={['variants', index, 'share']} label={texts.share} />
              </ColumnLayout>
              <MessagesEditor path={['variants', index, 'messages']} />
            </SpaceBetween>
          </Container>
        );
      })}
      <Button iconName="add-plus" onClick={add} disabled={isLocked}>
        {texts.addVariant}
      </Button>
    </SpaceBetween>
  );
}
