import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

const PLACES = { posts: '/blog', categories: '/blog/categories', tags: '/blog/tags', media: '/blog/media' } as const;
type Place = keyof typeof PLACES;

/** The head of the blog's pages: where one is, and the way to its other parts. */
export function BlogHeader({ place, children }: { place: Place; children?: ReactNode }) {
  const { blog } = useTexts();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={blog.title} hint={blog.hint}>
        {children}
      </PageHeader>
      <Tabs value={place} onChange={(next) => void navigate({ to: PLACES[(next ?? 'posts') as Place] })} mb="lg">
        <Tabs.List>
          {(Object.keys(PLACES) as Place[]).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {blog.tabs[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </>
  );
}
