import type { ListedMessage } from './inbox-client.ts';

/** The functions that a shown message calls. */
export interface ShownMessageHandlers {
  /** Runs when the user presses a button, before the message is removed and the address of the button opens. */
  readonly onButton?: (buttonId: string) => void;
  /** Runs when the user follows the link of the message. */
  readonly onClick?: () => void;
  /** Runs when the user closes the message. */
  readonly onDismiss?: () => void;
}

/**
 * Shows a message within an element: its image, title, text, link and buttons, and a button that closes it. Everything is set as text, so
 * that no message can bring markup or scripts. Only addresses of http and https become links and images. Returns the function that
 * removes it.
 */
export function showInAppMessage(
  container: HTMLElement,
  message: Pick<ListedMessage, 'title' | 'body' | 'url' | 'imageUrl' | 'buttons'>,
  { onButton, onClick, onDismiss }: ShownMessageHandlers = {},
): () => void {
  const dialog = create('section', 'cc-message');
  const remove = () => dialog.remove();
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-label', message.title ?? message.body);
  dialog.tabIndex = -1;
  const dismiss = () => {
    remove();
    onDismiss?.();
  };
  dialog.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') dismiss();
  });
  dialog.append(
    ...createImage(message.imageUrl),
    ...(message.title === undefined ? [] : [create('h2', 'cc-title', message.title)]),
    create('p', 'cc-body', message.body),
    ...createLink(message.url, onClick),
    ...(message.buttons ?? []).map(({ id, label, url }) =>
      createButton('cc-button', label, () => {
        onButton?.(id);
        remove();
        if (url !== undefined && isWebUrl(url)) window.open(url, '_blank', 'noopener');
      }),
    ),
    createCloseButton(dismiss),
  );
  container.append(dialog);
  dialog.focus();
  return remove;
}

/** Returns whether a text is an absolute address of the web: neither `javascript:` nor another scheme. */
function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function createImage(url: string | undefined): HTMLElement[] {
  if (url === undefined || !isWebUrl(url)) return [];
  const image = document.createElement('img');
  image.className = 'cc-image';
  image.alt = '';
  image.referrerPolicy = 'no-referrer';
  image.src = url;
  return [image];
}

function createLink(url: string | undefined, onClick: (() => void) | undefined): HTMLElement[] {
  if (url === undefined || !isWebUrl(url)) return [];
  const link = document.createElement('a');
  link.className = 'cc-link';
  link.rel = 'noopener';
  link.href = url;
  link.textContent = new URL(url).host;
  link.addEventListener('click', () => onClick?.());
  return [link];
}

function createCloseButton(dismiss: () => void): HTMLElement {
  const button = createButton('cc-close', '×', dismiss);
  button.setAttribute('aria-label', 'Close');
  return button;
}

function createButton(className: string, label: string, onPress: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.textContent = label;
  button.addEventListener('click', onPress);
  return button;
}

function create(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
