import { Badge } from '@mantine/core';
import { useTexts } from '@/i18n';

const COLORS: Record<string, string> = { DRAFT: 'gray', REVIEW: 'yellow', SCHEDULED: 'blue', PUBLISHED: 'teal' };

export function PostState({ status }: { status: string }) {
  const { states } = useTexts().blog;
  return (
    <Badge color={COLORS[status] ?? 'gray'} variant="light" tt="none">
      {states[status] ?? status}
    </Badge>
  );
}
