import '@mantine/dropzone/styles.css';
import { Alert, Badge, Box, Button, Group, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconAlertTriangle, IconFileSpreadsheet, IconRefresh, IconUpload, IconX } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { type CsvRow, type CsvTable, readCsv } from '@/pages/generate/csv';
import { useNotify } from '@/ui/notify';

const ACCEPTED = ['text/csv', 'application/vnd.ms-excel', 'text/plain', 'text/tab-separated-values'];
const LARGEST = 2_000_000;
const COLUMNS = 4;

interface Props {
  table: CsvTable | null;
  onRead: (table: CsvTable | null) => void;
}

function Drop({ onRead }: { onRead: Props['onRead'] }) {
  const { csv } = useTexts().generate;
  const notify = useNotify();
  return (
    <Dropzone
      accept={ACCEPTED}
      maxSize={LARGEST}
      multiple={false}
      aria-label={csv.drop}
      onDrop={([file]) => file && void readCsv(file).then(onRead, notify.failed)}
      onReject={() => notify.failed(new Error(csv.rejected))}
      py="xl"
    >
      <Stack align="center" gap={6} style={{ pointerEvents: 'none' }}>
        <Dropzone.Accept>
          <IconUpload size={36} stroke={1.4} aria-hidden />
        </Dropzone.Accept>
        <Dropzone.Reject>
          <IconX size={36} stroke={1.4} aria-hidden />
        </Dropzone.Reject>
        <Dropzone.Idle>
          <IconFileSpreadsheet size={36} stroke={1.4} aria-hidden />
        </Dropzone.Idle>
        <Text fw={600} ta="center">
          {csv.drop}
        </Text>
        <Text size="sm" c="dimmed" ta="center">
          {csv.dropHint}
        </Text>
      </Stack>
    </Dropzone>
  );
}

function Row({ row, columns }: { row: CsvRow; columns: number }) {
  const { csv } = useTexts().generate;
  return (
    <Table.Tr bg={row.problem === null ? undefined : 'var(--mantine-color-red-light)'}>
      <Table.Td c="dimmed">{row.number}</Table.Td>
      {Array.from({ length: columns }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
        <Table.Td key={place}>
          <Text size="sm" truncate maw={180}>
            {row.cells[place] ?? ''}
          </Text>
        </Table.Td>
      ))}
      <Table.Td>
        {row.problem !== null && (
          <Badge color="red" variant="light" tt="none">
            {csv[row.problem]}
          </Badge>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Preview({ table }: { table: CsvTable }) {
  const { csv } = useTexts().generate;
  const columns = Math.min(table.header.length, COLUMNS);
  return (
    <ScrollArea.Autosize mah={280} type="auto" tabIndex={0} aria-label={table.file} role="region">
      <Table stickyHeader fz="sm" miw={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{csv.row}</Table.Th>
            {table.header.slice(0, columns).map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
            <Table.Th>{csv.problem}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row) => (
            <Row key={row.number} row={row} columns={columns} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

/** Takes a file, shows its rows, and marks those that cannot be used. */
export function CsvSource({ table, onRead }: Props) {
  const { csv } = useTexts().generate;
  if (table === null) return <Drop onRead={onRead} />;
  const bad = table.rows.length - table.good.length;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Box>
          <Text fw={600}>{table.file}</Text>
          <Text size="sm" c="dimmed">
            {csv.preview(table.good.length, bad)}
          </Text>
        </Box>
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={() => onRead(null)}>
          {csv.another}
        </Button>
      </Group>
      {table.problem !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} role="alert">
          {csv[table.problem]}
        </Alert>
      )}
      {table.problem === null && bad > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />}>
          {csv.leaveOut}
        </Alert>
      )}
      <Preview table={table} />
    </Stack>
  );
}
