import Autosuggest from '@cloudscape-design/components/autosuggest';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { campaignPath, dispatchPath, userPath } from '../context/paths.ts';
import { SEARCH_ID } from '../context/search-id.ts';
import { useTexts } from '../context/texts.tsx';

const RECENT_KEY = 'campaign-connector-recent';
const MAX_RECENT = 8;

/** Shows the field in which a reader enters the id of a user, a campaign or a dispatch. Recent ones are kept in the browser. */
export function SearchBox() {
  const { shell } = useTexts();
  const { search } = shell;
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [recent, setRecent] = useState(readRecent);
  const trimmed = text.trim();
  const found =
    trimmed === ''
      ? []
      : [
          { value: campaignPath(trimmed), label: search.asCampaign(trimmed) },
          { value: dispatchPath(trimmed), label: search.asDispatch(trimmed) },
        ];
  const go = (path: string, label: string) => {
    const next = [{ value: path, label }, ...recent.filter(({ value }) => value !== path)].slice(0, MAX_RECENT);
    setRecent(next);
    localStorage.setItem(RECENT_KEY, JSON.stringify(next));
    setText('');
    navigate(path);
  };
  return (
    <Autosuggest
      controlId={SEARCH_ID}
      value={text}
      onChange={({ detail }) => {
        const chosen = [...found, ...recent].find(({ value }) => value === detail.value);
        if (chosen === undefined) setText(detail.value);
      }}
      onSelect={({ detail }) => {
        const chosen = [...found, ...recent].find(({ value }) => value === detail.value);
        if (chosen !== undefined) go(chosen.value, chosen.label);
        else if (trimmed !== '') go(userPath(trimmed), search.asUser(trimmed));
      }}
      options={[
        { label: search.found, options: found },
        { label: search.recent, options: recent },
      ].filter(({ options }) => options.length > 0)}
      filteringType="manual"
      enteredTextLabel={search.asUser}
      placeholder={search.placeholder}
      ariaLabel={search.label}
    />
  );
}

interface RecentSearch {
  readonly value: string;
  readonly label: string;
}

function readRecent(): readonly RecentSearch[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRecentSearch) : [];
  } catch {
    return [];
  }
}

function isRecentSearch(value: unknown): value is RecentSearch {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    typeof value.value === 'string' &&
    'label' in value &&
    typeof value.label === 'string'
  );
}
