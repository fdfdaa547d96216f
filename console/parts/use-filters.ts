import { useSearchParams } from 'react-router';

interface FilterOptions {
  /** True if the step back leads to the filter as it was. */
  readonly isStep?: boolean;
}

/** Returns the filters in the address, and a function that changes some of them; an empty text removes a filter. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  const setFilters = (changed: Readonly<Record<string, string>>, { isStep = false }: FilterOptions = {}) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changed)) {
          if (value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: !isStep },
    );
  return { params, setFilters };
}
