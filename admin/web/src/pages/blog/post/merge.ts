import { type Draft, draftOf, type Post, same, type Text } from '@/pages/blog/post/draft';

/** A post while somebody writes. */
export interface Writing {
  draft: Draft;
  /** What the server has, or was sent and has not answered yet: what differs from it has been typed since. */
  base: Draft;
  /** The saved post that the draft has last been brought up to. */
  post: Post | null;
  /** Rises when a text changes by other hands than the writer's, whose editor then starts anew. */
  edition: number;
}

function mergedText(mine: Text, base: Text | undefined, theirs: Text): Text {
  const kept = Object.entries(mine).filter(([field, value]) => value !== base?.[field as keyof Text]);
  return { ...theirs, ...Object.fromEntries(kept) };
}

function textsOf(draft: Draft, base: Draft, theirs: Draft): Record<string, Text> {
  const merged: Record<string, Text> = {};
  for (const locale of new Set([...Object.keys(draft.texts), ...Object.keys(theirs.texts)])) {
    const [mine, before, saved] = [draft.texts[locale], base.texts[locale], theirs.texts[locale]];
    if (mine !== undefined && saved !== undefined) merged[locale] = mergedText(mine, before, saved);
    else if (mine !== undefined && (before === undefined || !same(mine, before))) merged[locale] = mine;
    else if (saved !== undefined && !draft.removed.includes(locale)) merged[locale] = saved;
  }
  return merged;
}

/** Bring a draft up to a post that has been saved, here or elsewhere; what was typed meanwhile stays. */
export function broughtUp({ draft, base, edition }: Writing, post: Post): Writing {
  const theirs = draftOf(post, '');
  const list = (mine: string[], before: string[], saved: string[]) => (mine === before ? saved : mine);
  const next: Draft = {
    texts: textsOf(draft, base, theirs),
    removed: draft.removed.filter((locale) => locale in theirs.texts),
    categoryIds: list(draft.categoryIds, base.categoryIds, theirs.categoryIds),
    tagIds: list(draft.tagIds, base.tagIds, theirs.tagIds),
  };
  const rewritten = Object.entries(next.texts).some(([locale, { body }]) => {
    const before = draft.texts[locale];
    return before !== undefined && before.body !== body;
  });
  return { draft: next, base: theirs, post, edition: rewritten ? edition + 1 : edition };
}
