import { Alert, Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconArchive, IconDownload } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { CloseOrganization } from '@/pages/team/CloseOrganization';
import { HandOn } from '@/pages/team/HandOn';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/Section';

type Export = Schemas['Export'];
const ASK_MS = 2_000;

function isOpen(one: Export): boolean {
  return one.finished_at === null;
}

function Archive({ one }: { one: Export }) {
  const { team, common } = useTexts();
  const format = useFormat();
  const { data } = team;
  const percent = (one.collections_done / Math.max(one.collections_total, 1)) * 100;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm">
          <Text size="sm">{format.moment(one.created_at)}</Text>
          <Badge variant="light" color={one.url === null ? 'gray' : 'teal'} tt="none">
            {data.states[one.state] ?? one.state}
          </Badge>
          <Text size="xs" c="dimmed">
            {one.size_bytes === null ? '' : format.bytes(one.size_bytes)}{' '}
            {one.expires_at === null ? '' : data.until(format.date(one.expires_at))}
          </Text>
        </Group>
        {one.url !== null && (
          <Button
            component="a"
            href={one.url}
            size="xs"
            variant="light"
            leftSection={<IconDownload size={14} />}
            download
          >
            {common.download}
          </Button>
        )}
      </Group>
      {isOpen(one) && (
        <Progress
          value={percent}
          mt={6}
          animated
          aria-label={data.progress(one.collections_done, one.collections_total)}
        />
      )}
      {one.error_message !== null && <Alert color="red">{one.error_message}</Alert>}
    </div>
  );
}

/** Everything of the organization as an archive, its handing on and its end. */
export function Takeout({ organization }: { organization: Schemas['Organization'] }) {
  const { data } = useTexts().team;
  const notify = useNotify();
  const params = { path: { slug: organization.slug } };
  const query = $api.useQuery(
    'get',
    '/api/v1/organizations/{slug}/exports',
    { params },
    {
      refetchInterval: ({ state }) => {
        const all = state.data === undefined ? [] : Array.isArray(state.data) ? state.data : state.data.items;
        return all.some(isOpen) ? ASK_MS : false;
      },
    },
  );
  const ask = $api.useMutation('post', '/api/v1/organizations/{slug}/exports', {
    onSuccess: () => notify.done(data.asked),
    onError: notify.failed,
    onSettled: () => query.refetch(),
  });
  return (
    <Stack gap="lg" maw={760}>
      <Section title={data.title} hint={data.hint}>
        <Button leftSection={<IconArchive size={16} />} loading={ask.isPending} onClick={() => ask.mutate({ params })}>
          {data.ask}
        </Button>
        <Loaded query={query} height={60}>
          {(answer) => (
            <Stack gap="sm" mt="md">
              {(Array.isArray(answer) ? answer : answer.items).map((one) => (
                <Archive key={one.id} one={one} />
              ))}
            </Stack>
          )}
        </Loaded>
      </Section>
      {organization.kind !== 'personal' && (
        <>
          <HandOn slug={organization.slug} />
          <CloseOrganization slug={organization.slug} />
        </>
      )}
    </Stack>
  );
}
