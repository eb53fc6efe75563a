import { ActionIcon, Badge, Button, Group, Paper, Text, Textarea, Title, Tooltip } from '@mantine/core';
import { IconArticle, IconHistory, IconPencil, IconWand } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { keyOf } from '@/jobs/useLiveJobs';
import { useRegenerate } from '@/pages/job/useRegenerate';
import { useToBlog } from '@/pages/job/useToBlog';
import { CopyAction } from '@/ui/CopyAction';
import { useNotify } from '@/ui/notify';
import { Unsaved } from '@/ui/Unsaved';

type Item = Schemas['ContentItem'];

interface Props {
  item: Item;
  jobId: string;
  onHistory: (item: Item) => void;
}

function useEdit(jobId: string, onDone: () => void) {
  const { common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('patch', '/api/v1/content/{content_id}', {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keyOf(jobId) });
      notify.done(common.saved);
      onDone();
    },
    onError: notify.failed,
  });
}

function Editor({ item, jobId, onDone }: { item: Item; jobId: string; onDone: () => void }) {
  const { job, common } = useTexts();
  const [text, setText] = useState(item.content);
  const edit = useEdit(jobId, onDone);
  const send = () => edit.mutate({ params: { path: { content_id: item.id } }, body: { content: text } });
  return (
    <>
      <Textarea
        aria-label={job.editing}
        autosize
        minRows={2}
        maxRows={24}
        value={text}
        autoFocus
        readOnly={edit.isPending}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="sm" gap="xs">
        <Button size="xs" variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button
          size="xs"
          onClick={send}
          loading={edit.isPending}
          disabled={text.trim() === '' || text === item.content}
        >
          {common.save}
        </Button>
      </Group>
      <Unsaved when={text !== item.content && !edit.isSuccess} />
    </>
  );
}

interface ActionProps {
  item: Item;
  label: string;
  busy: boolean;
  onEdit: () => void;
  onRegenerate: () => void;
  onHistory: () => void;
}

function Actions({ item, label, busy, onEdit, onRegenerate, onHistory }: ActionProps) {
  const { job, common, library } = useTexts();
  const toBlog = useToBlog();
  const actions = [
    { name: common.edit, hint: common.edit, icon: IconPencil, run: onEdit },
    { name: job.regenerate, hint: job.regenerateHint, icon: IconWand, run: onRegenerate },
    { name: job.history, hint: job.history, icon: IconHistory, run: onHistory },
    { name: library.toBlog, hint: library.toBlog, icon: IconArticle, run: () => toBlog.mutate(item.id) },
  ];
  return (
    <Group gap={2} wrap="nowrap">
      {actions.map(({ name, hint, icon: Shown, run }) => (
        <Tooltip key={name} label={hint} withArrow>
          <ActionIcon variant="subtle" color="gray" disabled={busy} onClick={run} aria-label={`${name}: ${label}`}>
            <Shown size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
      <CopyAction value={item.content} label={label} />
    </Group>
  );
}

/** One text with all that can be done to it. */
export function TextCard({ item, jobId, onHistory }: Props) {
  const { job } = useTexts();
  const [editing, setEditing] = useState(false);
  const { regenerate, busy } = useRegenerate(jobId, item.id);
  const label = job.types[item.content_type] ?? item.content_type;
  return (
    <Paper component="section" aria-label={label}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} fz="md">
          {label}
        </Title>
        <Actions
          item={item}
          label={label}
          busy={busy}
          onEdit={() => setEditing(true)}
          onRegenerate={regenerate}
          onHistory={() => onHistory(item)}
        />
      </Group>
      {editing ? (
        <Editor item={item} jobId={jobId} onDone={() => setEditing(false)} />
      ) : (
        <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{item.content}</Text>
      )}
      <Group gap="xs" mt="sm">
        <Text size="xs" c="dimmed">
          {job.words(item.word_count)}
        </Text>
        {item.version > 1 && (
          <Text size="xs" c="dimmed">
            {job.version(item.version)}
          </Text>
        )}
        {busy && (
          <Badge size="sm" variant="light" tt="none" role="status">
            {job.regenerating}
          </Badge>
        )}
      </Group>
    </Paper>
  );
}
