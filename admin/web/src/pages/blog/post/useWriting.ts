import { useState } from 'react';
import type { BlogSchemas } from '@/api/blog';
import { mainOf } from '@/pages/blog/languages';
import { type Draft, draftOf, type Post, type Text } from '@/pages/blog/post/draft';
import { broughtUp, type Writing } from '@/pages/blog/post/merge';

function beginning(post: Post | null, locale: string): Writing {
  const draft = draftOf(post, locale);
  return { draft, base: draft, post, edition: 0 };
}

/** The draft of a post, through savings and changes from elsewhere, and the language that is written in. */
export function useWriting(post: Post | null, site: BlogSchemas['SiteSettings']) {
  const first = mainOf(post?.translations ?? [], site.default_locale)?.locale ?? site.default_locale;
  const [writing, setWriting] = useState(() => beginning(post, first));
  const [chosen, setLocale] = useState(first);
  // In the same rendering, so that no page ever shows a draft beside a post that it does not know.
  if (post !== null && post !== writing.post) setWriting(broughtUp(writing, post));

  const { draft, edition } = writing;
  const setDraft = (next: Draft) => setWriting((before) => ({ ...before, draft: next }));
  const write = (locale: string, change: Partial<Text>) =>
    setWriting((before) => {
      const text = before.draft.texts[locale];
      if (text === undefined) return before;
      const texts = { ...before.draft.texts, [locale]: { ...text, ...change } };
      return { ...before, draft: { ...before.draft, texts } };
    });
  /** The server has taken this draft; what it made of it comes with the next post. */
  const sent = (base: Draft) => setWriting((before) => ({ ...before, base }));
  const locale = draft.texts[chosen] === undefined ? (Object.keys(draft.texts)[0] ?? chosen) : chosen;
  return { draft, edition, locale, setLocale, setDraft, write, sent };
}
