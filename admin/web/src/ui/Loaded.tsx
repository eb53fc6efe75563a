import { Alert, Button, Skeleton, Stack } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { problemOf } from '@/ui/problem';

interface ProblemProps {
  error: unknown;
  retry?: () => void;
}

/** Why something is not shown, and a way to try again. */
export function Problem({ error, retry }: ProblemProps) {
  const texts = useTexts();
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle />} title={texts.errors.title}>
      <Stack gap="sm" align="flex-start">
        {problemOf(error, texts)}
        {retry !== undefined && (
          <Button size="xs" variant="light" color="red" onClick={retry}>
            {texts.common.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface Props<T> {
  query: { data: T | undefined; error: unknown; refetch: () => Promise<unknown> };
  /** How high the place holder is, in pixels: about what will stand there, so that nothing jumps. */
  height?: number;
  children: (data: NonNullable<T>) => ReactNode;
}

/** What a query has brought, a place holder until then, or why it brought nothing. */
export function Loaded<T>({ query, height = 160, children }: Props<T>) {
  const { loading } = useTexts().common;
  if (query.data !== undefined && query.data !== null) return children(query.data);
  if (query.error) return <Problem error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton height={height} radius="lg" role="status" aria-label={loading} />;
}
