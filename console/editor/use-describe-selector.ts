import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import { useTexts } from '../context/texts.tsx';
import { readPath, toFieldText } from './draft-path.ts';

/** Returns a function that says what a user does, by the selector of a trigger or of an exception. */
export function useDescribeSelector(): (selector: unknown) => string {
  const { kinds, sentence } = useTexts().editor;
  return (selector) => {
    const [interaction, behavior, campaign, name] = ['interaction', 'behavior', 'campaign', 'name'].map((field) =>
      toFieldText(readPath(selector, [field])),
    );
    const ofInteraction = INTERACTION_NAMES.find((each) => each === interaction);
    if (ofInteraction !== undefined) return sentence.of(kinds[ofInteraction], campaign || '…');
    const ofBehavior = BEHAVIOR_NAMES.find((each) => each === behavior);
    if (ofBehavior === undefined) return '…';
    return name ? sentence.named(kinds[ofBehavior], name) : kinds[ofBehavior];
  };
}
