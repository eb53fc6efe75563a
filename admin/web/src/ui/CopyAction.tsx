import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTexts } from '@/i18n';

/** Copies a text; `label` tells which one to people who cannot see where the button stands. */
export function CopyAction({ value, label }: { value: string; label?: string }) {
  const { common } = useTexts();
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? common.copied : common.copy} withArrow>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={copied ? common.copied : `${common.copy}${label === undefined ? '' : `: ${label}`}`}
          >
            {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
