import { Badge, Group, Table, Text, Title } from '@mantine/core';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';

/** Who used how much, most of all first. */
export function Shares({ shares }: { shares: Schemas['UsageShare'][] }) {
  const { billing } = useTexts();
  const format = useFormat();
  return (
    <div>
      <Title order={3} fz="sm" mb="xs">
        {billing.byMember}
      </Title>
      {shares.length === 0 ? (
        <Text size="sm" c="dimmed">
          {billing.byMemberEmpty}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={300}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{billing.who}</Table.Th>
                <Table.Th ta="right">{billing.metrics.generations}</Table.Th>
                <Table.Th ta="right">{billing.metrics.images}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shares.map((share) => (
                <Table.Tr key={`${share.kind} ${share.id}`}>
                  <Table.Td>
                    <Group gap="xs">
                      <Text size="sm" fw={500}>
                        {share.name}
                      </Text>
                      <Badge size="xs" variant="light" color="gray" tt="none">
                        {billing.kinds[share.kind]}
                      </Badge>
                    </Group>
                    {share.detail !== null && (
                      <Text size="xs" c="dimmed">
                        {share.detail}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{format.number(share.used.generations ?? 0)}</Table.Td>
                  <Table.Td ta="right">{format.number(share.used.images ?? 0)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  );
}
