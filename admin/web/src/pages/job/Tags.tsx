import { ActionIcon, Button, Group, Paper, Text, Title, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import type { Job } from '@/jobs/state';
import { TagBadges } from '@/jobs/tags/TagBadges';
import { TagsField } from '@/jobs/tags/TagsField';
import { useFreshTags, useTags } from '@/jobs/tags/useTags';
import { keyOf } from '@/jobs/useLiveJobs';
import { useNotify } from '@/ui/notify';
import { Unsaved } from '@/ui/Unsaved';

function useTagging(job: Job, onDone: () => void) {
  const { common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const freshTags = useFreshTags();
  return $api.useMutation('patch', '/api/v1/content/jobs/{job_id}', {
    onSuccess: (tagged) => {
      queries.setQueryData(keyOf(job.id), tagged);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] });
      freshTags();
      notify.done(common.saved);
      onDone();
    },
    onError: notify.failed,
  });
}

function Editor({ job, onDone }: { job: Job; onDone: () => void }) {
  const { job: texts, common } = useTexts();
  const [tags, setTags] = useState(job.tags);
  const tagging = useTagging(job, onDone);
  const used = useTags();
  const changed = tags.join('\n') !== job.tags.join('\n');
  // Never disabled: a word that is still being typed becomes a tag when the field is left.
  const save = () => (changed ? tagging.mutate({ params: { path: { job_id: job.id } }, body: { tags } }) : onDone());
  return (
    <>
      <TagsField
        label={texts.tags}
        headed
        value={tags}
        suggested={used.map(({ tag }) => tag)}
        autoFocus
        readOnly={tagging.isPending}
        onChange={setTags}
      />
      <Group justify="flex-end" mt="sm" gap="xs">
        <Button size="xs" variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button size="xs" loading={tagging.isPending} onClick={save}>
          {common.save}
        </Button>
      </Group>
      <Unsaved when={changed && !tagging.isSuccess} />
    </>
  );
}

/** What people call a job in order to find it again. */
export function Tags({ job }: { job: Job }) {
  const { job: texts } = useTexts();
  const [editing, setEditing] = useState(false);
  return (
    <Paper component="section" aria-label={texts.tags}>
      <Group justify="space-between" mb="xs" wrap="nowrap" mih={28}>
        <Title order={2} fz="md">
          {texts.tags}
        </Title>
        {!editing && (
          <Tooltip label={texts.editTags} withArrow>
            <ActionIcon variant="subtle" color="gray" aria-label={texts.editTags} onClick={() => setEditing(true)}>
              <IconPencil size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {editing ? (
        <Editor job={job} onDone={() => setEditing(false)} />
      ) : (
        <>
          <TagBadges tags={job.tags} mt={0} />
          {job.tags.length === 0 && (
            <Text size="sm" c="dimmed">
              {texts.noTags}
            </Text>
          )}
        </>
      )}
    </Paper>
  );
}
