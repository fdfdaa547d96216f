import { useTexts } from '../context/texts.tsx';
import { RehearsalView } from './rehearsal-view.tsx';
import { useInstalledCampaigns } from './use-installed-campaigns.tsx';

/** Shows the rehearsal of campaigns of the installation, and of files. */
export function RehearsalPage() {
  const { rehearsal } = useTexts();
  const installed = useInstalledCampaigns();
  return <RehearsalView title={rehearsal.title} description={rehearsal.description} installed={installed} />;
}
