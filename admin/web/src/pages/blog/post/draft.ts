import type { BlogSchemas } from '@/api/blog';

export type Post = BlogSchemas['PostWhole'];
export type Translation = BlogSchemas['TranslationWhole'];

/** What people write in one language. */
export interface Text {
  title: string;
  slug: string;
  excerpt: string;
  body: string;
  metaTitle: string;
  metaDescription: string;
  canonical: string;
  heroImageId: string | null;
}

export interface Draft {
  texts: Record<string, Text>;
  /** Languages that are to be taken away when the draft is saved. */
  removed: string[];
  categoryIds: string[];
  tagIds: string[];
}

export const BLANK: Text = {
  title: '',
  slug: '',
  excerpt: '',
  body: '',
  metaTitle: '',
  metaDescription: '',
  canonical: '',
  heroImageId: null,
};

export function textOf(one: Translation): Text {
  return {
    title: one.title,
    slug: one.slug,
    excerpt: one.excerpt,
    body: one.body,
    metaTitle: one.metaTitle ?? '',
    metaDescription: one.metaDescription ?? '',
    canonical: one.canonical ?? '',
    heroImageId: one.heroImageId,
  };
}

export function draftOf(post: Post | null, locale: string): Draft {
  if (post === null) return { texts: { [locale]: BLANK }, removed: [], categoryIds: [], tagIds: [] };
  return {
    texts: Object.fromEntries(post.translations.map((one) => [one.locale, textOf(one)])),
    removed: [],
    categoryIds: post.categories.map(({ id }) => id),
    tagIds: post.tags.map(({ id }) => id),
  };
}

function sent(locale: string, text: Text) {
  return {
    locale,
    title: text.title,
    slug: text.slug.trim() || null,
    excerpt: text.excerpt || null,
    body: text.body,
    metaTitle: text.metaTitle || null,
    metaDescription: text.metaDescription || null,
    canonical: text.canonical || null,
    heroImageId: text.heroImageId,
  };
}

export function same(one: Text, other: Text): boolean {
  return (Object.keys(BLANK) as Array<keyof Text>).every((field) => one[field] === other[field]);
}

/** What a draft changes of a post: only languages that differ, so that others' revisions do not grow. */
export function changesOf(draft: Draft, post: Post): BlogSchemas['ChangePost'] {
  const before = draftOf(post, '').texts;
  const changed = Object.entries(draft.texts).filter(([locale, text]) => {
    const known = before[locale];
    return known === undefined || !same(known, text);
  });
  return {
    translations: [
      ...changed.map(([locale, text]) => ({ ...sent(locale, text), _delete: false })),
      ...draft.removed.filter((locale) => locale in before).map((locale) => ({ locale, _delete: true })),
    ],
    categoryIds: draft.categoryIds,
    tagIds: draft.tagIds,
  };
}

export function creationOf(draft: Draft): BlogSchemas['CreatePost'] {
  return {
    translations: Object.entries(draft.texts).map(([locale, text]) => sent(locale, text)),
    categoryIds: draft.categoryIds,
    tagIds: draft.tagIds,
  };
}

function equal(one: string[], other: string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}

/** Whether a draft says something else than what is saved. */
export function isDirty(draft: Draft, post: Post | null): boolean {
  if (post === null) return true;
  const before = draftOf(post, '');
  return (
    (changesOf(draft, post).translations ?? []).length > 0 ||
    !equal(draft.categoryIds, before.categoryIds) ||
    !equal(draft.tagIds, before.tagIds)
  );
}
