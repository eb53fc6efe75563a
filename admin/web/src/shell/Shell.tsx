import { AppShell, Box, Burger, Divider, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTexts } from '@/i18n';
import { LiveProvider } from '@/realtime/LiveProvider';
import { useSessionStatus } from '@/session/hooks';
import { Brand } from '@/shell/Brand';
import { Navigation } from '@/shell/Navigation';
import { OrganizationSwitcher } from '@/shell/OrganizationSwitcher';
import { PersonMenu } from '@/shell/PersonMenu';

/** A session that ends while somebody works leads to the door, and from there back to the same place. */
function useDoor(): void {
  const status = useSessionStatus();
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    if (status !== 'anonymous') return;
    // Read once: while the door is on its way, where one is is the door already, which would lead back to itself.
    const here = router.state.resolvedLocation?.href ?? '/';
    void navigate({ to: '/sign-in', search: { next: here }, ignoreBlocker: true });
  }, [status, navigate, router]);
}

export function Shell() {
  const { nav } = useTexts();
  const [opened, { toggle, close }] = useDisclosure(false);
  useDoor();
  return (
    <LiveProvider>
      <a className="skip-link" href="#content">
        {nav.skip}
      </a>
      <AppShell
        header={{ height: { base: 56, sm: 0 } }}
        navbar={{ width: 260, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header hiddenFrom="sm" bg="var(--bar-background)">
          <Group h="100%" px="md" justify="space-between">
            <Brand />
            <Burger opened={opened} onClick={toggle} size="sm" aria-label={nav.open} aria-expanded={opened} />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" bg="var(--bar-background)">
          <Box visibleFrom="sm" px={8} pt={6} pb="md">
            <Brand />
          </Box>
          <OrganizationSwitcher />
          <Divider my="sm" />
          <Navigation onNavigate={close} />
          <Divider my="sm" />
          <PersonMenu />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <Box maw={1180} mx="auto">
            <Outlet />
          </Box>
        </AppShell.Main>
      </AppShell>
    </LiveProvider>
  );
}
