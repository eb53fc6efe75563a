import { Button, Group, Modal, MultiSelect, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import type { Job } from '@/jobs/state';
import { TagsField } from '@/jobs/tags/TagsField';
import { sameTag, useFreshTags, useTags } from '@/jobs/tags/useTags';
import { useNotify } from '@/ui/notify';

interface Props {
  opened: boolean;
  jobs: Job[];
  onDone: () => void;
  onClose: () => void;
}

interface Change {
  add: string[];
  remove: string[];
}

const NONE: Change = { add: [], remove: [] };
/** The server changes so many at once, all or none. */
const AT_ONCE = 100;

async function changed(ids: string[], change: Change): Promise<number> {
  let count = 0;
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const body = { ids: ids.slice(first, first + AT_ONCE), ...change };
    count += bodyOf(await api.POST('/api/v1/content/jobs/tags', { body })).changed.length;
  }
  return count;
}

function useTagging(jobs: Job[], onDone: () => void) {
  const { library } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const freshTags = useFreshTags();
  return useMutation({
    mutationFn: (change: Change) =>
      changed(
        jobs.map(({ id }) => id),
        change,
      ),
    onSuccess: (count) => {
      notify.done(library.tagged(count));
      onDone();
    },
    onError: notify.failed,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] });
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs/{job_id}'] });
      freshTags();
    },
  });
}

/** The tags that some of the jobs have, each once, in the order of the alphabet. */
function tagsOf(jobs: Job[]): string[] {
  const all = jobs.flatMap(({ tags }) => tags);
  return all.filter((tag, at) => all.findIndex((one) => sameTag(one, tag)) === at).sort((a, b) => a.localeCompare(b));
}

/** Tags several jobs at once. */
export function TagModal({ opened, jobs, onDone, onClose }: Props) {
  const { library, common } = useTexts();
  const [change, setChange] = useState(NONE);
  const had = tagsOf(jobs);
  const close = () => {
    setChange(NONE);
    onClose();
  };
  const tagging = useTagging(jobs, () => {
    close();
    onDone();
  });
  // Never disabled: a word that is still being typed becomes a tag when the field is left.
  const save = () => (change.add.length + change.remove.length > 0 ? tagging.mutate(change) : close());
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={library.tagTitle(jobs.length)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack gap="md">
        <TagsField
          label={library.tagAdd}
          value={change.add}
          suggested={useTags().map(({ tag }) => tag)}
          autoFocus
          onChange={(add) => setChange({ ...change, add })}
        />
        {had.length > 0 && (
          <MultiSelect
            label={library.tagRemove}
            data={had}
            value={change.remove}
            searchable
            onChange={(remove) => setChange({ ...change, remove })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button loading={tagging.isPending} onClick={save}>
            {library.tagSave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
