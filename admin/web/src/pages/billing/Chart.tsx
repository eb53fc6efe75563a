import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Schemas } from '@/api/client';
import { useLanguage, useTexts } from '@/i18n';

interface Props {
  days: Schemas['UsedDay'][];
  height: number;
}

// A month without use has an axis all the same.
const LEAST = 4;
const METRICS = ['generations', 'images'] as const;
const COLORS = { generations: 'forge.5', images: 'teal.5' };

export function Chart({ days, height }: Props) {
  const { billing } = useTexts();
  const { language } = useLanguage();
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const rows = new Map<string, Record<string, string | number>>();
  for (const { day: date, metric, used } of days) {
    const row = rows.get(date) ?? { day: day.format(new Date(date)) };
    row[metric] = used;
    rows.set(date, row);
  }
  return (
    <BarChart
      h={height}
      data={[...rows.values()]}
      dataKey="day"
      type="stacked"
      withLegend
      legendProps={{ verticalAlign: 'bottom', height: 28 }}
      tooltipAnimationDuration={120}
      barProps={{ radius: [3, 3, 0, 0] }}
      tickLine="none"
      gridAxis="x"
      yAxisProps={{ allowDecimals: false, width: 36, domain: [0, (most: number) => Math.max(most, LEAST)] }}
      xAxisProps={{ minTickGap: 24 }}
      maxBarWidth={28}
      series={METRICS.map((name) => ({ name, label: billing.metrics[name] ?? name, color: COLORS[name] }))}
      role="img"
      aria-label={billing.daily}
    />
  );
}
