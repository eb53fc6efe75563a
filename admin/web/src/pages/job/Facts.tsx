import { Anchor, Box, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useTexts } from '@/i18n';
import type { Job } from '@/jobs/state';

function Value({ value }: { value: unknown }) {
  if (Array.isArray(value))
    return (
      <List size="sm" spacing={2}>
        {value.map((one) => (
          <List.Item key={String(one)}>{String(one)}</List.Item>
        ))}
      </List>
    );
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}

function labelOf(key: string, known: Record<string, string>): string {
  const label = known[key] ?? key.replaceAll('_', ' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** What the texts were made from, as far as it is known. */
export function Facts({ job }: { job: Job }) {
  const { job: texts, generate } = useTexts();
  const { facts } = generate;
  const entries = Object.entries(job.source_data).filter(([, value]) => value !== null && value !== '');
  return (
    <Paper>
      <Title order={2} fz="md" mb="sm">
        {texts.facts}
      </Title>
      <Stack gap="sm">
        {job.source_url !== null && (
          <Anchor href={job.source_url} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {job.source_url}
          </Anchor>
        )}
        {entries.length === 0 && (
          <Text size="sm" c="dimmed">
            {texts.noFacts}
          </Text>
        )}
        {entries.map(([key, value]) => (
          <Box key={key}>
            <Text size="xs" c="dimmed" fw={500}>
              {labelOf(key, { ...facts })}
            </Text>
            <Value value={value} />
          </Box>
        ))}
      </Stack>
    </Paper>
  );
}
