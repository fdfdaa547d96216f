import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useTexts } from '../context/texts.tsx';
import { quoteForShell } from './quote-for-shell.ts';

/** Shows the command that does the same as a page or an action, folded. Its words are quoted for a shell. */
export function CommandLine({ words }: { readonly words: readonly string[] }) {
  const { shell } = useTexts();
  const command = ['npx campaign-connector', ...words.map(quoteForShell)].join(' ');
  return (
    <ExpandableSection headerText={shell.data.commandLine} variant="footer">
      <CopyToClipboard
        copyButtonAriaLabel={shell.data.copy}
        copySuccessText={shell.data.copied}
        copyErrorText={shell.data.copyFailed}
        textToCopy={command}
        variant="icon"
      />
      <Box variant="code">{command}</Box>
    </ExpandableSection>
  );
}
