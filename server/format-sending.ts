import { formatSmtpServer } from '../channels/email/check-smtp.ts';
import type { SendingPolicy } from '../core/contracts/sending.ts';
import type { SendingSettings } from './sending-settings.ts';

/** Formats what a server sends and to whom, a line for each sender, without secrets. It is empty if there is none. */
export function formatSending({ policy, email, webhook, publicServer }: SendingSettings, publicUrl = ''): string {
  const lines = [
    ...(email === undefined
      ? []
      : [`Emails go to ${formatSmtpServer(email.server)}${email.server.isLoopback ? ' (this machine)' : ''}`]),
    ...(webhook === undefined ? [] : ['Webhooks go to the hosts that campaigns name']),
    ...(publicServer === undefined ? [] : [`In-app messages and content cards lie in the inbox, at ${publicUrl}`]),
  ];
  return lines.length === 0 ? '' : [...lines, describePolicy(policy), ''].join('\n');
}

function describePolicy({ mode, allow }: SendingPolicy): string {
  switch (mode) {
    case 'off':
      return 'Mode off: nothing is sent';
    case 'allow-list': {
      const entries = `${allow.length} ${allow.length === 1 ? 'entry' : 'entries'}`;
      return `Mode allow-list: ${entries}; nothing else leaves this machine`;
    }
    case 'live':
      return 'Mode live: everything is sent';
  }
}
