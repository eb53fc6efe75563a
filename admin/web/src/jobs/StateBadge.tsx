import { Badge } from '@mantine/core';
import { useTexts } from '@/i18n';

const COLORS: Record<string, string> = {
  pending: 'gray',
  processing: 'blue',
  completed: 'teal',
  failed: 'red',
  cancelled: 'orange',
};

export function StateBadge({ status }: { status: string }) {
  const { states } = useTexts().job;
  return (
    <Badge color={COLORS[status] ?? 'gray'} variant="light" tt="none" fw={600} style={{ flexShrink: 0 }}>
      {states[status] ?? status}
    </Badge>
  );
}
