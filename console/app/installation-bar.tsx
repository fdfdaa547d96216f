import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { useSession } from '../data/session.ts';

/** The colours of the bar: red for production, blue for other installations on AWS, grey for one machine. Each has a contrast of 7 or more. */
const COLORS: Readonly<Record<'production' | 'aws' | 'local', CSSProperties>> = {
  production: { background: '#7d0b0b', color: '#ffffff' },
  aws: { background: '#0b3a7a', color: '#ffffff' },
  local: { background: '#dedee3', color: '#16191f' },
};

/** Shows the bar with the installation, the user who acts, and whether messages leave. */
export function InstallationBar() {
  const { shell } = useTexts();
  const { installation } = shell;
  const { data: session, error: sessionError } = useSession();
  const translate = useTranslate();
  const refresh = useRefresh();
  const health = useQuery({ queryKey: ['health'], queryFn: () => unwrap(api.GET('/health')), ...refresh });
  const pause = useQuery({ queryKey: ['pause'], queryFn: () => unwrap(api.GET('/pause')), ...refresh });
  const kind = session?.isProduction ? 'production' : session?.kind === 'aws' ? 'aws' : 'local';
  const facts: readonly (readonly [string, string | undefined])[] = [
    [installation.account, session?.account],
    [installation.region, session?.region],
    [installation.stage, session?.stage],
    [installation.endpoint, session?.endpoint],
    [installation.principal, session?.principal && translate(session.principal)],
  ];
  const sending = health.data && installation.sending[health.data.sending?.mode ?? 'none'];
  return (
    <section className="installation-bar" style={COLORS[kind]} aria-label={shell.product}>
      {kind === 'production' && <strong>{installation.production}</strong>}
      {session?.kind === 'local' && <strong>{installation.local}</strong>}
      <dl>
        {facts.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}: </dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {session !== undefined && <span>{session.canWrite ? installation.canWrite : installation.readOnly}</span>}
      {sending !== undefined && <span>{sending}</span>}
      {pause.data?.all !== undefined && <strong>{installation.paused}</strong>}
      {(health.isError || pause.isError || sessionError !== null) && (
        <StatusIndicator type="error">{shell.errors.title}</StatusIndicator>
      )}
    </section>
  );
}
