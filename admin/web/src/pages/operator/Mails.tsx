import { Badge, Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { Filter } from '@/pages/operator/Filter';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';
import { useAct } from '@/pages/operator/useAct';

type Mail = Schemas['OperatorMail'];
const STATES = ['queued', 'sent', 'failed'] as const;
const COLORS = { queued: 'gray', sent: 'teal', failed: 'red' };

function Row({ one }: { one: Mail }) {
  const { mail } = useTexts().operator;
  const format = useFormat();
  const word = useWord();
  const retry = useAct(
    (of: Mail) =>
      api.POST('/api/v1/operator/mails/{organization_id}/{mail_id}/retry', {
        params: { path: { organization_id: of.organization_id, mail_id: of.id } },
        body: { reason: null },
      }),
    mail.retried,
  );
  return (
    <Table.Tr>
      <Table.Td>{word(one.kind)}</Table.Td>
      <Table.Td>{one.recipient}</Table.Td>
      <Table.Td>
        <Badge variant="light" color={COLORS[one.state]} tt="none">
          {word(one.state)}
        </Badge>
        {one.error !== null && <Text size="xs">{one.error}</Text>}
        {one.state === 'failed' && (
          <Text size="xs" c="dimmed">
            {mail.givenUp}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{one.attempts}</Table.Td>
      <Table.Td>{one.sent_at === null ? '–' : format.relative(one.sent_at)}</Table.Td>
      <Table.Td ta="right">
        {one.next_try_at !== null && (
          <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate(one)}>
            {mail.retry}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Mails to people, and whether they went. Their texts carry secrets, and are not shown. */
export function Mails() {
  const { operator, common } = useTexts();
  const { mail } = operator;
  const [state, setState] = useState<(typeof STATES)[number] | null>(null);
  const query = useStretch(['mails', state], async (cursor) =>
    bodyOf(await api.GET('/api/v1/operator/mails', { params: { query: { state, cursor } } })),
  );
  return (
    <>
      <Filter values={STATES} value={state} onChange={setState} />
      <StretchTable
        query={query}
        titles={[mail.kind, mail.recipient, common.status, mail.attempts, mail.sent]}
        none={mail.none}
        row={(one) => <Row key={one.id} one={one} />}
      />
    </>
  );
}
