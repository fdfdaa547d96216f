import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { keepPreview } from '../data/previews.ts';
import { ProblemAlert } from './problem-alert.tsx';

interface EmailFrameProps {
  readonly html: string;
  /** The name of the frame for those who hear the page. */
  readonly title: string;
}

/** Shows the HTML of an email in a sandbox without scripts. Pictures of other servers are loaded when the reader asks for them. */
export function EmailFrame({ html, title }: EmailFrameProps) {
  const { messages } = useTexts();
  const [allowedHtml, setAllowedHtml] = useState<string>();
  // The reader allows the pictures of this email, and of no other.
  const remoteImages = allowedHtml === html;
  const [kept, setKept] = useState<{ readonly path?: string; readonly problem?: unknown }>({});
  useEffect(() => {
    let isCurrent = true;
    setKept({});
    keepPreview({ html, remoteImages }).then(
      (path) => isCurrent && setKept({ path }),
      (problem: unknown) => isCurrent && setKept({ problem }),
    );
    return () => {
      isCurrent = false;
    };
  }, [html, remoteImages]);
  return (
    <SpaceBetween size="xs">
      {kept.problem !== undefined && <ProblemAlert problem={kept.problem} />}
      {kept.path === undefined && kept.problem === undefined && <Spinner />}
      {kept.path !== undefined && (
        <iframe
          key={kept.path}
          src={kept.path}
          sandbox=""
          title={title}
          referrerPolicy="no-referrer"
          style={{
            width: '100%',
            height: 420,
            border: '1px solid #7d8998',
            background: '#ffffff',
            colorScheme: 'light',
          }}
        />
      )}
      {remoteImages ? (
        <Box variant="small">{messages.remoteImagesShown}</Box>
      ) : (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Button onClick={() => setAllowedHtml(html)}>{messages.showRemoteImages}</Button>
          <Box variant="small">{messages.whyNoRemoteImages}</Box>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
