import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { DelayFields } from './delay-fields.tsx';
import { useDraftForm } from './draft-form.ts';
import { readList, readPath } from './draft-path.ts';
import { ChoiceAt } from './fields.tsx';
import { SelectorList } from './selector-list.tsx';
import { WaitPicture } from './wait-picture.tsx';

/** Shows the schedule delay, the exceptions, which are closed until there is a delay, and a picture of the wait. */
export function WaitStep() {
  const { delay: delayTexts, exceptions: texts } = useTexts().editor;
  const { content } = useDraftForm();
  const isClosed = !hasDelay(content['delay']);
  const exceptions = readList(content, ['exceptions']);
  const { unset, ...treatments } = texts.untrackedChoices;
  const isAboutOpens =
    content['untracked'] !== undefined || exceptions.some((each) => readPath(each, ['interaction']) === 'email.opened');
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description={delayTexts.description}>
            {delayTexts.title}
          </Header>
        }
      >
        <DelayFields />
      </Container>
      <Container
        header={
          <Header variant="h2" description={texts.description}>
            {texts.title}
          </Header>
        }
      >
        <SpaceBetween size="l">
          {isClosed && <Alert type="info">{texts.closed}</Alert>}
          <SelectorList field="exceptions" texts={texts} isClosed={isClosed} />
          {isAboutOpens && <ChoiceAt path={['untracked']} label={texts.untracked} choices={treatments} unset={unset} />}
        </SpaceBetween>
      </Container>
      <WaitPicture />
    </SpaceBetween>
  );
}

/** Returns whether a campaign has a schedule delay in which a user waits. */
function hasDelay(delay: unknown): boolean {
  return delay !== undefined && delay !== 'none' && !/^0 /.test(String(delay));
}
