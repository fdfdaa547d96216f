import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { dispatchPath, userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { clearRecentUsers, readRecentUsers } from './recent-users.ts';

/** Shows the field in which the id of a user is entered, and the users that were opened last in this browser. */
export function UserSearch() {
  const { users } = useTexts();
  const navigate = useNavigate();
  const [recent, setRecent] = useState(readRecentUsers);
  const list = useRef<HTMLDivElement>(null);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={users.searchDescription}>
        {users.searchTitle}
      </Header>
      <Container>
        <SpaceBetween size="l">
          <IdForm
            label={users.searchLabel}
            hint={users.searchHint}
            action={users.searchAction}
            isPrimary
            onEnter={(text) => navigate(userPath(text))}
          />
          <IdForm
            label={users.searchDispatchLabel}
            hint={users.searchDispatchHint}
            action={users.searchDispatchAction}
            onEnter={(text) => navigate(dispatchPath(text.trim()))}
          />
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            description={users.recentHint}
            actions={
              recent.length > 0 && (
                <Button
                  onClick={() => {
                    clearRecentUsers();
                    setRecent([]);
                    // The button goes with the list.
                    list.current?.focus();
                  }}
                >
                  {users.forgetRecent}
                </Button>
              )
            }
          >
            {users.recent}
          </Header>
        }
      >
        <div ref={list} tabIndex={-1}>
          {recent.length === 0 ? (
            <Box color="text-body-secondary">{users.noRecent}</Box>
          ) : (
            <ul className="plain-list">
              {recent.map((userId) => (
                <li key={userId}>
                  <Link href={`#${userPath(userId)}`}>
                    <bdi>{userId}</bdi>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Container>
    </SpaceBetween>
  );
}

interface IdFormProps {
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  readonly isPrimary?: boolean;
  readonly onEnter: (text: string) => void;
}

/** Shows a field for an id, and the button that goes to it. */
function IdForm({ label, hint, action, isPrimary = false, onEnter }: IdFormProps) {
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== '') onEnter(text);
      }}
    >
      <Form actions={<Button variant={isPrimary ? 'primary' : 'normal'}>{action}</Button>}>
        <FormField label={label} description={hint}>
          <Input value={text} onChange={({ detail }) => setText(detail.value)} spellcheck={false} />
        </FormField>
      </Form>
    </form>
  );
}
