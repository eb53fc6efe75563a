import { Avatar, Box, Group, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { organization } from '@/session/organization';
import { useOrganization, useOrganizations } from '@/session/person';
import { NewOrganization } from '@/shell/NewOrganization';
import { mayLeave } from '@/ui/leaving';

function Shown({ one }: { one: Schemas['Organization'] | undefined }) {
  const { nav } = useTexts();
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <Avatar name={one?.name ?? ' '} color="forge" radius="md" size={34} alt="" />
      <Box miw={0}>
        <Text fw={600} size="sm" truncate>
          {one?.name ?? '…'}
        </Text>
        <Text size="xs" c="dimmed" truncate tt="capitalize">
          {one === undefined ? '' : nav.plan(one.plan)}
        </Text>
      </Box>
    </Group>
  );
}

/** Tells for which organization one works, and changes it. */
export function OrganizationSwitcher() {
  const { nav } = useTexts();
  const current = useOrganization();
  const all = useOrganizations();
  const navigate = useNavigate();
  const [making, { open, close }] = useDisclosure(false);

  const choose = async (one: Schemas['Organization']) => {
    if (!(await mayLeave())) return;
    organization.choose(one.kind === 'personal' ? null : one.slug);
    void navigate({ to: '/generate', ignoreBlocker: true });
  };

  return (
    <>
      <Menu width={260} position="bottom-start" withArrow>
        <Menu.Target>
          <UnstyledButton w="100%" p={8} className="switcher">
            <VisuallyHidden>{nav.organization}</VisuallyHidden>
            <Group justify="space-between" wrap="nowrap">
              <Shown one={current} />
              <IconSelector size={16} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{nav.organization}</Menu.Label>
          {all.map((one) => (
            <Menu.Item
              key={one.id}
              onClick={() => void choose(one)}
              rightSection={one.id === current?.id ? <IconCheck size={16} aria-hidden /> : undefined}
            >
              <Shown one={one} />
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
            {nav.newOrganization}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewOrganization opened={making} onClose={close} />
    </>
  );
}
