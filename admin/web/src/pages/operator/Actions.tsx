import { Table, Text } from '@mantine/core';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';

function Row({ one }: { one: Schemas['OperatorAction'] }) {
  const format = useFormat();
  const word = useWord();
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.moment(one.created_at)}</Table.Td>
      <Table.Td>{one.operator?.email ?? '–'}</Table.Td>
      <Table.Td>{word(one.action)}</Table.Td>
      <Table.Td>
        {word(one.entity)}
        <Text size="xs" c="dimmed">
          {one.organization_slug}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="xs">{one.reason}</Text>
      </Table.Td>
      <Table.Td />
    </Table.Tr>
  );
}

/** What operators have done, by whom and why. */
export function Actions() {
  const { operator } = useTexts();
  const { action } = operator;
  const query = useStretch(['actions'], async (cursor) =>
    bodyOf(await api.GET('/api/v1/operator/actions', { params: { query: { cursor } } })),
  );
  return (
    <StretchTable
      query={query}
      titles={[action.when, action.operator, action.verb, action.entity, operator.reason]}
      none={action.none}
      row={(one) => <Row key={one.id} one={one} />}
    />
  );
}
