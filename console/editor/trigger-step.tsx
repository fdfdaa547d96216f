import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useTexts } from '../context/texts.tsx';
import { SelectorList } from './selector-list.tsx';

/** Shows what begins the wait, and below it what the installation says about the target campaigns. */
export function TriggerStep({ targets }: { readonly targets: ReactNode }) {
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
        {targets}
      </SpaceBetween>
    </Container>
  );
}
