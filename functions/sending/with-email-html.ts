import { inlineCss } from '../../channels/email/inline-css.ts';
import type { Container } from '../runtime/container.ts';

/** Adds to a container what prepares the HTML of emails, if the installation sends emails itself. Functions that dispatch messages need it. */
export function withEmailHtml(container: Container): Container {
  const { services } = container;
  if (!services.senderChannels.has('email')) return container;
  return { ...container, services: { ...services, prepareHtml: inlineCss } };
}
