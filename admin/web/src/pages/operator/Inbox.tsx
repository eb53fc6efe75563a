import { Badge, Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { Filter } from '@/pages/operator/Filter';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';
import { useAct } from '@/pages/operator/useAct';

type Event = Schemas['OperatorInboxEvent'];
const STATES = ['received', 'parked', 'applied', 'ignored'] as const;

function Row({ one }: { one: Event }) {
  const { inbox } = useTexts().operator;
  const format = useFormat();
  const word = useWord();
  const replay = useAct(
    (id: string) =>
      api.POST('/api/v1/operator/inbox/{event_id}/replay', {
        params: { path: { event_id: id } },
        body: { reason: null },
      }),
    inbox.replayed,
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{one.type}</Text>
        <Text size="xs" c="dimmed">
          {one.stripe_id}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={one.state === 'parked' ? 'red' : 'gray'} tt="none">
          {word(one.state)}
        </Badge>
        {one.reason !== null && <Text size="xs">{one.reason}</Text>}
      </Table.Td>
      <Table.Td>{one.tries}</Table.Td>
      <Table.Td>{format.relative(one.received_at)}</Table.Td>
      <Table.Td ta="right">
        <Button size="xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate(one.id)}>
          {inbox.replay}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

/** Events of Stripe's, and what became of them. */
export function Inbox() {
  const { operator, common } = useTexts();
  const { inbox } = operator;
  const [state, setState] = useState<(typeof STATES)[number] | null>(null);
  const query = useStretch(['inbox', state], async (cursor) =>
    bodyOf(await api.GET('/api/v1/operator/inbox', { params: { query: { state, cursor } } })),
  );
  return (
    <>
      <Filter values={STATES} value={state} onChange={setState} />
      <StretchTable
        query={query}
        titles={[inbox.type, common.status, inbox.tries, inbox.received]}
        none={inbox.none}
        row={(one) => <Row key={one.id} one={one} />}
      />
    </>
  );
}
