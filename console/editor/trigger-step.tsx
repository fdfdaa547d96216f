import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { DraftTargets } from './draft-targets.tsx';
import { SelectorList } from './selector-list.tsx';

/** Shows what begins the wait, and offers to publish a target campaign that is a draft. */
export function TriggerStep({ savedVersion }: { readonly savedVersion: number | undefined }) {
  const { trigger: texts } = useTexts().editor;
  return (
    <Container
      header={
        <Header variant="h2" description={texts.description}>
          {texts.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <SelectorList field="triggers" texts={texts} />
        <DraftTargets savedVersion={savedVersion} />
      </SpaceBetween>
    </Container>
  );
}
