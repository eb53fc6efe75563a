import { Badge, Button, Group, Menu, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { type Deed, Intervention } from '@/pages/operator/Intervention';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';

type Organization = Schemas['OperatorOrganization'];
const TYPING_MS = 300;

function Name({ one }: { one: Organization }) {
  const { operator } = useTexts();
  return (
    <>
      <Group gap={6}>
        <Text size="sm" fw={600}>
          {one.name}
        </Text>
        {one.state !== 'active' && (
          <Badge color="red" variant="light" size="sm" tt="none">
            {operator.states[one.state]}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {one.slug} · {one.owner?.email}
      </Text>
      {one.suspended_for !== null && <Text size="xs">{one.suspended_for}</Text>}
    </>
  );
}

function Deeds({ one, onDeed }: { one: Organization; onDeed: (deed: Deed) => void }) {
  const { operator, common } = useTexts();
  const { organization } = operator;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={`${common.actions}: ${one.name}`}>
          {common.actions}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {one.state === 'active' ? (
          <Menu.Item color="red" onClick={() => onDeed('suspend')}>
            {organization.suspend}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => onDeed('resume')}>{organization.resume}</Menu.Item>
        )}
        <Menu.Item onClick={() => onDeed('override')}>{organization.override}</Menu.Item>
        {one.override !== null && <Menu.Item onClick={() => onDeed('lift')}>{organization.lift}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function Row({ one, onDeed }: { one: Organization; onDeed: (deed: Deed) => void }) {
  const { operator, billing } = useTexts();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td>
        <Name one={one} />
      </Table.Td>
      <Table.Td>
        {one.plan_name}
        {one.override !== null && (
          <Text size="xs" c="dimmed">
            {operator.organization.overrideOf(one.override.plan)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {Object.entries(one.usage).map(([metric, { used, limit }]) => (
          <Text key={metric} size="xs">
            {billing.metrics[metric] ?? metric}: {billing.usedOf(format.number(used), format.limit(limit))}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>{one.members}</Table.Td>
      <Table.Td ta="right">
        <Deeds one={one} onDeed={onDeed} />
      </Table.Td>
    </Table.Tr>
  );
}

/** All organizations, with what an operator can do to each. */
export function Organizations() {
  const { organization } = useTexts().operator;
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), TYPING_MS);
  const [chosen, setChosen] = useState<{ one: Organization; deed: Deed } | null>(null);
  const query = useStretch(['organizations', asked], async (cursor) =>
    bodyOf(await api.GET('/api/v1/operator/organizations', { params: { query: { q: asked || null, cursor } } })),
  );
  return (
    <>
      <TextInput
        mb="md"
        type="search"
        aria-label={organization.search}
        placeholder={organization.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <StretchTable
        query={query}
        titles={[organization.name, organization.plan, organization.usage, organization.members]}
        none={organization.none}
        row={(one) => <Row key={one.id} one={one} onDeed={(deed) => setChosen({ one, deed })} />}
      />
      {chosen !== null && <Intervention organization={chosen.one} deed={chosen.deed} onClose={() => setChosen(null)} />}
    </>
  );
}
