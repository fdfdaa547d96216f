import { useRef } from 'react';
import type { CampaignText } from './rehearsal-calls.ts';

/** Returns the key of a file, which stays when the file is changed, and the function that changes it. */
export function useFileKeys() {
  const keys = useRef(new WeakMap<CampaignText, number>());
  const next = useRef(0);
  const getKey = (file: CampaignText): number => {
    const key = keys.current.get(file) ?? next.current++;
    keys.current.set(file, key);
    return key;
  };
  const change = (file: CampaignText, changed: Partial<CampaignText>): CampaignText => {
    const after = { ...file, ...changed };
    keys.current.set(after, getKey(file));
    return after;
  };
  return { getKey, change };
}
