import { Badge, Tooltip } from '@mantine/core';
import { IconBolt, IconRefresh } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { useLive } from '@/realtime/LiveProvider';

/** Tells how the page learns of progress. */
export function LiveMark() {
  const { job } = useTexts();
  const { connected } = useLive();
  const Shown = connected ? IconBolt : IconRefresh;
  return (
    <Tooltip label={connected ? job.liveHint : job.pollingHint} withArrow>
      <Badge
        variant="dot"
        color={connected ? 'teal' : 'orange'}
        tt="none"
        rightSection={<Shown size={12} aria-hidden />}
        data-live={connected}
      >
        {connected ? job.live : job.polling}
      </Badge>
    </Tooltip>
  );
}
