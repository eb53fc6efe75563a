import { Badge, Button, Drawer, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { keyOf } from '@/jobs/useLiveJobs';
import { Diff } from '@/ui/Diff';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';

type Version = Schemas['ContentVersion'];

interface Props {
  item: Schemas['ContentItem'] | null;
  jobId: string;
  onClose: () => void;
}

function Entry({ version, before }: { version: Version; before: Version | undefined }) {
  const { job } = useTexts();
  const format = useFormat();
  return (
    <Paper p="md">
      <Group justify="space-between" mb="xs">
        <Text fw={600} size="sm">
          {job.version(version.version)}
        </Text>
        <Group gap="xs">
          <Badge variant="light" color="gray" tt="none">
            {job.origins[version.origin]}
          </Badge>
          <Text size="xs" c="dimmed">
            {format.moment(version.created_at)}
          </Text>
        </Group>
      </Group>
      {before === undefined ? (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {version.content}
        </Text>
      ) : (
        <Diff before={before.content} after={version.content} />
      )}
    </Paper>
  );
}

function Versions({ item, jobId }: { item: Schemas['ContentItem']; jobId: string }) {
  const { job } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const versions = $api.useQuery('get', '/api/v1/content/{content_id}/versions', {
    params: { path: { content_id: item.id } },
  });
  const restore = $api.useMutation('post', '/api/v1/content/{content_id}/rollback', {
    onSuccess: () => {
      notify.done(job.restored);
      void queries.invalidateQueries({ queryKey: keyOf(jobId) });
      void versions.refetch();
    },
    onError: notify.failed,
  });
  return (
    <Loaded query={versions}>
      {(all) => (
        <Stack>
          {all.length > 1 && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={16} />}
              loading={restore.isPending}
              onClick={() => restore.mutate({ params: { path: { content_id: item.id } } })}
            >
              {job.restore}
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {all.length > 1 ? job.compare : job.first}
          </Text>
          {all.map((version, place) => (
            <Entry key={version.version} version={version} before={all[place + 1]} />
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

/** All versions of a text, each compared with the one before it. */
export function History({ item, jobId, onClose }: Props) {
  const { job, common } = useTexts();
  const title = item === null ? '' : job.historyOf(job.types[item.content_type] ?? item.content_type);
  return (
    <Drawer
      opened={item !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {item !== null && <Versions item={item} jobId={jobId} />}
    </Drawer>
  );
}
