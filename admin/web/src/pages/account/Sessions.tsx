import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/Section';

function One({ one, busy, onEnd }: { one: Schemas['Session']; busy: boolean; onEnd: () => void }) {
  const { sessions } = useTexts().account;
  const format = useFormat();
  const device = one.device ?? sessions.unknown;
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {device}
          </Text>
          {one.current && (
            <Badge size="xs" variant="light" tt="none">
              {sessions.current}
            </Badge>
          )}
          {one.api !== 'contentforge' && (
            <Badge size="xs" variant="default" tt="none">
              {one.api}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {one.ip_address} · {sessions.used(format.relative(one.last_used_at))}
        </Text>
      </div>
      {!one.current && (
        <Button
          size="xs"
          variant="subtle"
          color="red"
          loading={busy}
          onClick={onEnd}
          aria-label={`${sessions.end}: ${device}`}
        >
          {sessions.end}
        </Button>
      )}
    </Group>
  );
}

/** Where the person is signed in, and a way to end what is not theirs. */
export function Sessions() {
  const { sessions } = useTexts().account;
  const notify = useNotify();
  const query = $api.useQuery('get', '/api/v1/auth/sessions');
  const onSettled = () => void query.refetch();
  const end = $api.useMutation('delete', '/api/v1/auth/sessions/{session_id}', {
    onSuccess: () => notify.done(sessions.ended),
    onError: notify.failed,
    onSettled,
  });
  const endOthers = $api.useMutation('post', '/api/v1/auth/sessions/end-others', {
    onSuccess: ({ ended }) => notify.done(sessions.othersEnded(ended)),
    onError: notify.failed,
    onSettled,
  });
  return (
    <Section
      title={sessions.title}
      hint={sessions.hint}
      aside={
        <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate({})}>
          {sessions.endOthers}
        </Button>
      }
    >
      <Loaded query={query} height={80}>
        {(answer) => (
          <Stack gap="sm">
            {(Array.isArray(answer) ? answer : answer.items).map((one) => (
              <One
                key={one.id}
                one={one}
                busy={end.isPending}
                onEnd={() => end.mutate({ params: { path: { session_id: one.id } } })}
              />
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
