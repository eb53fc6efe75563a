import { Button, Checkbox, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTag, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useTexts } from '@/i18n';
import { ExportMenu } from '@/jobs/ExportMenu';
import type { Job } from '@/jobs/state';
import { useFreshTags } from '@/jobs/tags/useTags';
import { TagModal } from '@/pages/library/TagModal';
import { ConfirmModal } from '@/ui/ConfirmModal';
import { useNotify } from '@/ui/notify';

interface Props {
  jobs: Job[];
  selected: Set<string>;
  total: number;
  onSelect: (ids: string[]) => void;
}

function useDelete(onDone: () => void) {
  const { library } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const freshTags = useFreshTags();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await api.DELETE('/api/v1/content/jobs/{job_id}', { params: { path: { job_id: id } } });
      return ids.length;
    },
    onSuccess: (count) => notify.done(library.deleted(count)),
    onError: notify.failed,
    onSettled: () => {
      onDone();
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] });
      freshTags();
    },
  });
}

/** What can be done with several jobs at once. */
export function Selection({ jobs, selected, total, onSelect }: Props) {
  const { library, job, common } = useTexts();
  const [asking, { open, close }] = useDisclosure(false);
  const [tagging, { open: openTags, close: closeTags }] = useDisclosure(false);
  const chosen = jobs.filter(({ id }) => selected.has(id));
  const remove = useDelete(() => {
    onSelect([]);
    close();
  });
  return (
    <Group justify="space-between" px="lg" py="sm" mih={52}>
      <Checkbox
        label={chosen.length > 0 ? library.selected(chosen.length) : common.shown(jobs.length, total)}
        aria-label={library.selectAll}
        checked={chosen.length > 0 && chosen.length === jobs.length}
        indeterminate={chosen.length > 0 && chosen.length < jobs.length}
        onChange={(event) => onSelect(event.currentTarget.checked ? jobs.map(({ id }) => id) : [])}
      />
      {chosen.length > 0 && (
        <Group gap="xs">
          <ExportMenu jobs={chosen.filter((job) => job.content_items.length > 0)} size="xs" />
          <Button size="xs" variant="default" leftSection={<IconTag size={14} />} onClick={openTags}>
            {library.tagSelected}
          </Button>
          <Button size="xs" color="red" variant="light" leftSection={<IconTrash size={14} />} onClick={open}>
            {library.deleteSelected}
          </Button>
        </Group>
      )}
      <TagModal opened={tagging} jobs={chosen} onDone={() => onSelect([])} onClose={closeTags} />
      <ConfirmModal
        opened={asking}
        title={library.deleteTitle(chosen.length)}
        hint={job.deleteHint}
        action={common.delete}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(chosen.map(({ id }) => id))}
        onClose={close}
      />
    </Group>
  );
}
