import { ActionIcon, Button, CopyButton, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { ExportMenu } from '@/jobs/ExportMenu';
import type { Job } from '@/jobs/state';
import { useFreshTags } from '@/jobs/tags/useTags';
import { ConfirmModal } from '@/ui/ConfirmModal';
import { useNotify } from '@/ui/notify';

function useDelete() {
  const { job } = useTexts();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const freshTags = useFreshTags();
  return $api.useMutation('delete', '/api/v1/content/jobs/{job_id}', {
    onSuccess: () => {
      notify.done(job.deleted);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] });
      freshTags();
      void navigate({ to: '/library' });
    },
    onError: notify.failed,
  });
}

/** What can be done with a job as a whole. */
export function JobActions({ job }: { job: Job }) {
  const { job: texts, common } = useTexts();
  const [asking, { open, close }] = useDisclosure(false);
  const remove = useDelete();
  const whole = job.content_items.map((item) => `${texts.types[item.content_type]}\n${item.content}`).join('\n\n');
  return (
    <>
      <CopyButton value={whole} timeout={2000}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            onClick={copy}
            disabled={job.content_items.length === 0}
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          >
            {copied ? common.copied : texts.copyAll}
          </Button>
        )}
      </CopyButton>
      <ExportMenu jobs={job.content_items.length === 0 ? [] : [job]} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={common.moreActions}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={open}>
            {texts.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={asking}
        title={texts.deleteTitle}
        hint={texts.deleteHint}
        action={common.delete}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { job_id: job.id } } })}
        onClose={close}
      />
    </>
  );
}
