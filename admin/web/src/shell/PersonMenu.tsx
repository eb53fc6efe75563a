import { Avatar, Box, Group, Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCog,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { api } from '@/api/client';
import { LANGUAGES, type Language, useLanguage, useTexts } from '@/i18n';
import { IN_COOKIE } from '@/session/keeper';
import { useMe } from '@/session/person';
import { session } from '@/session/session';
import { mayLeave } from '@/ui/leaving';

const SCHEMES = [
  { value: 'light', icon: IconSun, IconUserCog },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

const PATIENCE_MS = 2_000;

async function signOut(): Promise<void> {
  if (!(await mayLeave())) return;
  // Here it ends in any case; if the server cannot be told, the session runs out there by itself.
  const told = api.POST('/api/v1/auth/logout', { params: { header: IN_COOKIE } }).catch(() => undefined);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([told, patience]);
  session.finish();
}

function Choices() {
  const { nav } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language, speak } = useLanguage();
  const mark = <IconCheck size={14} aria-hidden />;
  return (
    <>
      <Menu.Label>{nav.theme}</Menu.Label>
      {SCHEMES.map(({ value, icon: Shown }) => (
        <Menu.Item
          key={value}
          leftSection={<Shown size={16} aria-hidden />}
          rightSection={colorScheme === value ? mark : undefined}
          onClick={() => setColorScheme(value)}
          closeMenuOnClick={false}
        >
          {nav[value]}
        </Menu.Item>
      ))}
      <Menu.Label>{nav.language}</Menu.Label>
      {(Object.keys(LANGUAGES) as Language[]).map((one) => (
        <Menu.Item key={one} lang={one} rightSection={one === language ? mark : undefined} onClick={() => speak(one)}>
          {LANGUAGES[one]}
        </Menu.Item>
      ))}
    </>
  );
}

export function PersonMenu() {
  const { nav } = useTexts();
  const { data: me } = useMe();
  const navigate = useNavigate();
  return (
    <Menu width={240} position="top-start" withArrow>
      <Menu.Target>
        <UnstyledButton w="100%" p={8} className="switcher">
          <VisuallyHidden>{nav.person}</VisuallyHidden>
          <Group justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Avatar name={me?.name ?? ' '} color="forge" radius="xl" size={34} alt="" />
              <Box miw={0}>
                <Text fw={600} size="sm" truncate>
                  {me?.name ?? '…'}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {me?.email}
                </Text>
              </Box>
            </Group>
            <IconSelector size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCog size={16} aria-hidden />}
          onClick={() => void navigate({ to: '/account' })}
        >
          {nav.account}
        </Menu.Item>
        <Choices />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {nav.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
