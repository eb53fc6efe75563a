import { Button, Code, Table } from '@mantine/core';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { Filter } from '@/pages/operator/Filter';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';
import { useAct } from '@/pages/operator/useAct';

type Event = Schemas['OperatorEvent'];
type Publication = Schemas['Publication'];
const STATES: Publication[] = ['waiting', 'published'];

function Row({ one }: { one: Event }) {
  const { event, inbox } = useTexts().operator;
  const format = useFormat();
  const word = useWord();
  const replay = useAct(
    (of: Event) =>
      api.POST('/api/v1/operator/organizations/{organization_id}/events/{event_id}/replay', {
        params: { path: { organization_id: of.organization_id, event_id: of.id } },
        body: { reason: null },
      }),
    inbox.replayed,
  );
  return (
    <Table.Tr>
      <Table.Td>
        {word(one.object_kind)} <Code>{one.object_id.slice(0, 8)}</Code>
      </Table.Td>
      <Table.Td>{one.sequence}</Table.Td>
      <Table.Td>{word(one.state)}</Table.Td>
      <Table.Td>{one.published_at === null ? event.waiting : format.relative(one.published_at)}</Table.Td>
      <Table.Td ta="right">
        <Button size="xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate(one)}>
          {inbox.replay}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

/** What is told to people's pages as it happens; a healthy installation leaves nothing waiting. */
export function Events() {
  const { operator, common } = useTexts();
  const { event } = operator;
  const [publication, setPublication] = useState<Publication | null>('waiting');
  const query = useStretch(['events', publication], async (cursor) =>
    bodyOf(
      await api.GET('/api/v1/operator/events', {
        params: { query: { publication: publication ?? undefined, cursor } },
      }),
    ),
  );
  return (
    <>
      <Filter values={STATES} value={publication} onChange={setPublication} />
      <StretchTable
        query={query}
        titles={[event.object, event.sequence, common.status, event.published]}
        none={event.none}
        noneHint={publication === 'waiting' ? event.noneWaits : undefined}
        row={(one) => <Row key={one.id} one={one} />}
      />
    </>
  );
}
