import { Alert, Badge, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconHeartbeat } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { Loaded } from '@/ui/Loaded';

type State = Schemas['OperatorHealth'];
const ASK_MS = 5_000;
const NARROW = { whiteSpace: 'nowrap' } as const;

function useFigure() {
  const format = useFormat();
  const { health } = useTexts().operator;
  return (value: number, unit: string) => {
    if (unit === 'bytes') return format.bytes(value);
    return unit === 'seconds' ? health.seconds(format.number(value)) : format.number(value);
  };
}

function Check({ check }: { check: Schemas['OperatorCheck'] }) {
  const { health } = useTexts().operator;
  const figure = useFigure();
  const word = useWord();
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" align="baseline">
      <Text size="sm">{word(check.name)}</Text>
      <Group gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed" ta="right">
          {health.bound(figure(check.value, check.unit), figure(check.bound, check.unit))}
        </Text>
        <Badge size="sm" color={check.status === 'ok' ? 'teal' : 'red'} variant="light" tt="none">
          {health.status[check.status]}
        </Badge>
      </Group>
    </Group>
  );
}

/** What is beyond its bound, with all that is known of it. */
function Warnings({ checks }: { checks: State['checks'] }) {
  return checks
    .filter(({ status }) => status !== 'ok')
    .map((check) => (
      <Alert key={check.name} color="red" icon={<IconAlertTriangle />} p="sm">
        <Check check={check} />
        {check.detail}
      </Alert>
    ));
}

function Queues({ queues }: { queues: State['queues'] }) {
  const { health } = useTexts().operator;
  const format = useFormat();
  const word = useWord();
  if (queues.length === 0) return <Text size="sm">{health.noQueues}</Text>;
  return (
    <Table.ScrollContainer minWidth={380}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            {Object.values(health.queue).map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queues.map((one) => (
            <Table.Tr key={`${one.queue} ${one.kind}`}>
              <Table.Td>{word(one.kind)}</Table.Td>
              <Table.Td>{one.scheduled + one.waiting + one.ready}</Table.Td>
              <Table.Td>{one.running}</Table.Td>
              <Table.Td>{health.seconds(format.number(one.oldest_seconds))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Processes({ processes }: { processes: State['processes'] }) {
  const { health } = useTexts().operator;
  const format = useFormat();
  const word = useWord();
  return (
    <Table.ScrollContainer minWidth={440}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            {Object.values(health.process).map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {processes.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{word(one.role)}</Table.Td>
              <Table.Td>
                {one.host}
                <Text size="xs" c="dimmed">
                  {one.pid}
                </Text>
              </Table.Td>
              <Table.Td style={NARROW}>{format.relative(one.started_at)}</Table.Td>
              <Table.Td style={NARROW}>
                {one.alive ? (
                  format.relative(one.seen_at)
                ) : (
                  <Badge color="red" variant="light" tt="none">
                    {health.gone}
                  </Badge>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Versions({ health: state }: { health: State }) {
  const { health } = useTexts().operator;
  const format = useFormat();
  const { database } = state;
  return (
    <Text size="sm" c="dimmed">
      ContentForge {state.version} · PostgreSQL {database.version} · {format.bytes(database.size_bytes)} ·{' '}
      {health.connections(database.connections, database.most_connections)} · {health.schema} {database.revision ?? '?'}
      /{database.expected_revision}
    </Text>
  );
}

function Checks({ checks }: { checks: State['checks'] }) {
  const { health } = useTexts().operator;
  return (
    <Paper>
      <Title order={2} fz="md" mb="sm">
        {health.checks}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing={8}>
        {checks.map((check) => (
          <Check key={check.name} check={check} />
        ))}
      </SimpleGrid>
    </Paper>
  );
}

/** How the installation is doing, each figure against the bound that it must keep. */
export function Health() {
  const { health } = useTexts().operator;
  const query = $api.useQuery('get', '/api/v1/operator/health', {}, { refetchInterval: ASK_MS });
  return (
    <Loaded query={query} height={420}>
      {(state) => (
        <Stack gap="lg">
          <Alert
            color={state.status === 'ok' ? 'teal' : 'red'}
            icon={state.status === 'ok' ? <IconHeartbeat /> : <IconAlertTriangle />}
            title={state.status === 'ok' ? health.good : health.bad}
          >
            <Versions health={state} />
          </Alert>
          <Warnings checks={state.checks} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Paper>
              <Title order={2} fz="md" mb="sm">
                {health.queues}
              </Title>
              <Queues queues={state.queues} />
            </Paper>
            <Paper>
              <Title order={2} fz="md" mb="sm">
                {health.processes}
              </Title>
              <Processes processes={state.processes} />
            </Paper>
          </SimpleGrid>
          <Checks checks={state.checks} />
        </Stack>
      )}
    </Loaded>
  );
}
