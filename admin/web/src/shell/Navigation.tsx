import { NavLink, type NavLinkProps, ScrollArea, Stack } from '@mantine/core';
import {
  IconArticle,
  IconBook2,
  IconChartBar,
  IconFileCode,
  IconKey,
  IconLibrary,
  IconPhoto,
  IconShieldCog,
  IconSparkles,
  IconTemplate,
  IconUsers,
} from '@tabler/icons-react';
import { createLink, type LinkProps } from '@tanstack/react-router';
import { type ComponentPropsWithRef, forwardRef } from 'react';
import { type Texts, useTexts } from '@/i18n';
import { useIsOperator } from '@/session/person';

type Anchor = Omit<ComponentPropsWithRef<'a'>, keyof NavLinkProps>;

const NavigationLink = createLink(
  forwardRef<HTMLAnchorElement, NavLinkProps & Anchor>((props, ref) => (
    <NavLink component="a" ref={ref} active={props['aria-current'] === 'page'} {...props} />
  )),
);

interface Entry {
  to: NonNullable<LinkProps['to']>;
  label: keyof Texts['nav'] &
    ('generate' | 'library' | 'images' | 'templates' | 'blog' | 'billing' | 'keys' | 'team' | 'operator');
  icon: typeof IconSparkles;
}

const ENTRIES: Entry[] = [
  { to: '/generate', label: 'generate', icon: IconSparkles },
  { to: '/library', label: 'library', icon: IconLibrary },
  { to: '/images', label: 'images', icon: IconPhoto },
  { to: '/templates', label: 'templates', icon: IconTemplate },
  { to: '/blog', label: 'blog', icon: IconArticle },
  { to: '/billing', label: 'billing', icon: IconChartBar },
  { to: '/keys', label: 'keys', icon: IconKey },
  { to: '/team', label: 'team', icon: IconUsers },
];

const CONSOLE: Entry = { to: '/operator', label: 'operator', icon: IconShieldCog };

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { nav } = useTexts();
  return (
    <ScrollArea flex={1} type="auto" scrollbarSize={6}>
      <Stack gap={2} component="nav" aria-label={nav.main}>
        {[...ENTRIES, ...(useIsOperator() ? [CONSOLE] : [])].map(({ to, label, icon: Shown }) => (
          <NavigationLink
            key={to}
            to={to}
            label={nav[label]}
            leftSection={<Shown size={20} stroke={1.6} aria-hidden />}
            onClick={onNavigate}
            styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
          />
        ))}
        <NavLink
          component="a"
          href="/docs"
          target="_blank"
          label={nav.docs}
          leftSection={<IconFileCode size={20} stroke={1.6} aria-hidden />}
          rightSection={<IconBook2 size={14} stroke={1.6} aria-hidden />}
          styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
        />
      </Stack>
    </ScrollArea>
  );
}
