import { Center, Skeleton, Stack } from '@mantine/core';
import { useTexts } from '@/i18n';
import { Brand } from '@/shell/Brand';

/** Stands in place of a page whose code is on its way, so that nobody writes into the page that is going away. */
export function Arriving() {
  const { common } = useTexts();
  return (
    <Stack gap="lg" role="status" aria-label={common.loading}>
      <Skeleton height={34} width={220} maw="60%" />
      <Skeleton height={320} radius="lg" />
    </Stack>
  );
}

/** The same for the whole window: before there is a frame to put a page into. */
export function Opening() {
  const { common } = useTexts();
  return (
    <Center h="100dvh" role="status" aria-label={common.loading}>
      <Brand />
    </Center>
  );
}
