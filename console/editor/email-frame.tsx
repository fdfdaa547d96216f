import { useQuery } from '@tanstack/react-query';
import { addPreview } from '../data/previews.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface EmailFrameProps {
  readonly html: string;
  readonly title: string;
  readonly loadsImages: boolean;
}

/** Shows the HTML of an email in a frame without rights: the server answers it once, with a policy of its own. */
export function EmailFrame({ html, title, loadsImages }: EmailFrameProps) {
  const preview = useQuery({
    queryKey: ['previewed-html', html, loadsImages],
    queryFn: () => addPreview({ html, remoteImages: loadsImages }),
    // The path answers once: a frame that is shown again needs another one.
    staleTime: 0,
    gcTime: 0,
  });
  if (preview.isError) return <ProblemAlert problem={preview.error} onRetry={() => preview.refetch()} />;
  if (preview.data === undefined) return null;
  return <iframe key={preview.data} className="email-frame" sandbox="" src={preview.data} title={title} />;
}
