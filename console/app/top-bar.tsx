import TopNavigation from '@cloudscape-design/components/top-navigation';
import { COLOR_MODES, LOCALES, REFRESH_CHOICES, usePreferences, ZONE_CHOICES } from '../context/preferences.tsx';
import { useTexts } from '../context/texts.tsx';
import { SearchBox } from './search-box.tsx';

/** Shows the bar at the top: the search, and what the reader chooses. */
export function TopBar({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { shell } = useTexts();
  const { preferences: labels } = shell;
  const { locale, zone, refreshSeconds, colorMode, isCompact, change } = usePreferences();
  const nameRefresh = (seconds: number) => (seconds === 0 ? labels.never : labels.everySeconds(seconds));
  return (
    <TopNavigation
      identity={{ href: '#/', title: shell.product }}
      search={<SearchBox />}
      utilities={[
        {
          type: 'menu-dropdown',
          iconName: 'calendar',
          text: labels.zones[zone],
          ariaLabel: `${labels.zone}: ${labels.zones[zone]}`,
          items: ZONE_CHOICES.map((id) => ({ id, text: labels.zones[id], disabled: id === zone })),
          onItemClick: ({ detail }) => change({ zone: pickChoice(detail.id, ZONE_CHOICES) }),
        },
        {
          type: 'menu-dropdown',
          iconName: 'refresh',
          text: nameRefresh(refreshSeconds),
          ariaLabel: `${labels.refresh}: ${nameRefresh(refreshSeconds)}`,
          items: REFRESH_CHOICES.map((seconds) => ({
            id: String(seconds),
            text: nameRefresh(seconds),
            disabled: seconds === refreshSeconds,
          })),
          onItemClick: ({ detail }) => change({ refreshSeconds: pickChoice(Number(detail.id), REFRESH_CHOICES) }),
        },
        {
          type: 'menu-dropdown',
          iconName: 'settings',
          ariaLabel: labels.title,
          title: labels.title,
          items: [
            {
              id: 'language',
              text: labels.language,
              items: LOCALES.map((id) => ({ id, text: labels.locales[id], disabled: id === locale })),
            },
            {
              id: 'colors',
              text: labels.colors,
              items: COLOR_MODES.map((id) => ({ id, text: labels.colorModes[id], disabled: id === colorMode })),
            },
            { id: 'density', itemType: 'checkbox', text: labels.density, checked: isCompact },
            { id: 'shortcuts', text: labels.shortcuts },
          ],
          onItemClick: ({ detail: { id } }) => {
            if (id === 'shortcuts') onShortcuts();
            else if (id === 'density') change({ isCompact: !isCompact });
            else if (LOCALES.some((each) => each === id)) change({ locale: pickChoice(id, LOCALES) });
            else change({ colorMode: pickChoice(id, COLOR_MODES) });
          },
        },
      ]}
    />
  );
}

/** Returns the choice that an item of a menu stands for. */
function pickChoice<Choice>(id: unknown, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === id);
  if (choice === undefined) throw new Error(`menu: expected one of ${choices.join(', ')}, found ${String(id)}`);
  return choice;
}
