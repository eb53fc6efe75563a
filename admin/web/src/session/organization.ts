/** Which organization the dashboard acts for, by its slug; null is the person's own. It outlives a visit. */
const KEY = 'contentforge.organization';
const listeners = new Set<() => void>();
let current: string | null = read();

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the choice then lasts as long as the page
  }
}

export const organization = {
  get slug(): string | null {
    return current;
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  choose(slug: string | null): void {
    if (slug === current) return;
    current = slug;
    try {
      if (slug === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, slug);
    } catch {
      // as above
    }
    for (const listener of listeners) listener();
  },

  /** Where the APIs of the chosen organization are mounted. */
  get mount(): string {
    return current === null ? '' : `/t/${encodeURIComponent(current)}`;
  },
};
