import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { clearRecentUsers, readRecentUsers } from './recent-users.ts';

/** Shows the field in which the id of a user is entered, and the users that were opened last in this browser. */
export function UserSearch() {
  const { users } = useTexts();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [recent, setRecent] = useState(readRecentUsers);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={users.searchDescription}>
        {users.searchTitle}
      </Header>
      <Container>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text !== '') navigate(userPath(text));
          }}
        >
          <Form actions={<Button variant="primary">{users.searchAction}</Button>}>
            <FormField label={users.searchLabel} description={users.searchHint}>
              <Input value={text} onChange={({ detail }) => setText(detail.value)} spellcheck={false} />
            </FormField>
          </Form>
        </form>
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
      </Container>
    </SpaceBetween>
  );
}
