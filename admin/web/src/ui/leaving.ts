/** Asks whether what one part of the page holds may be lost. */
export type Ask = () => Promise<boolean>;

const asks = new Set<Ask>();

/** Have this asked before the page is left, until the returned function is called. */
export function askBeforeLeaving(ask: Ask): () => void {
  asks.add(ask);
  return () => void asks.delete(ask);
}

/** Whether the page may be left in a way that is no navigation: to another organization, or out of the session. */
export async function mayLeave(): Promise<boolean> {
  for (const ask of asks) if (!(await ask())) return false;
  return true;
}
