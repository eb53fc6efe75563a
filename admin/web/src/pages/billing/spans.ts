export const SPANS = ['month', 'thirty', 'ninety'] as const;
export type SpanName = (typeof SPANS)[number];

const DAYS: Record<Exclude<SpanName, 'month'>, number> = { thirty: 30, ninety: 90 };
const DAY_MS = 86_400_000;

/** First and last day of a span, both included; days are those of UTC, as on the server. */
export function spanOf(name: SpanName, now = new Date()): { from: string; to: string } {
  const to = now.toISOString().slice(0, 10);
  if (name === 'month') return { from: `${to.slice(0, 8)}01`, to };
  return { from: new Date(now.getTime() - (DAYS[name] - 1) * DAY_MS).toISOString().slice(0, 10), to };
}
