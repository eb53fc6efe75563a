import { type BlogSchemas, blog } from '@/api/blog';

export type Kind = 'categories' | 'tags';
export type Term = BlogSchemas['TermShown'];

export interface TermDraft {
  /** Null is one that is to be made. */
  id: string | null;
  parentId: string | null;
  names: Record<string, string>;
}

export function draftOf(term: Term | null): TermDraft {
  if (term === null) return { id: null, parentId: null, names: {} };
  const names = Object.fromEntries(term.translations.map(({ locale, name }) => [locale, name]));
  return { id: term.id, parentId: term.parentId ?? null, names };
}

/** All terms from the top down, each with how deep it stands; one whose parent is unknown stands at the top. */
export function treeOf(all: Term[]): Array<{ term: Term; depth: number }> {
  const known = new Set(all.map(({ id }) => id));
  const below = (parent: string | null, depth: number): Array<{ term: Term; depth: number }> =>
    all
      .filter(({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null) === parent)
      .flatMap((term) => [{ term, depth }, ...below(term.id, depth + 1)]);
  return below(null, 0);
}

/** A term and all that stand below it, by their ids: none of them can be above it. */
export function familyOf(all: Term[], id: string | null): Set<string> {
  const family = new Set<string>(id === null ? [] : [id]);
  for (const { term } of treeOf(all)) if (term.parentId !== null && family.has(term.parentId)) family.add(term.id);
  return family;
}

function translationsOf(draft: TermDraft, before: Term | undefined) {
  return Object.entries(draft.names).flatMap(([locale, name]) => {
    if (name.trim() !== '') return [{ locale, name: name.trim(), _delete: false }];
    return before?.translations.some((one) => one.locale === locale) ? [{ locale, _delete: true }] : [];
  });
}

export async function save(kind: Kind, draft: TermDraft, before: Term | undefined): Promise<void> {
  const translations = translationsOf(draft, before);
  const body = kind === 'categories' ? { translations, parentId: draft.parentId } : { translations };
  const params = { path: { term_id: draft.id ?? '' } };
  if (kind === 'categories') {
    if (draft.id === null) await blog.POST('/api/admin/categories', { body });
    else await blog.PATCH('/api/admin/categories/{term_id}', { body, params });
    return;
  }
  if (draft.id === null) await blog.POST('/api/admin/tags', { body });
  else await blog.PATCH('/api/admin/tags/{term_id}', { body, params });
}

export async function remove(kind: Kind, id: string): Promise<void> {
  const params = { path: { term_id: id } };
  if (kind === 'categories') await blog.DELETE('/api/admin/categories/{term_id}', { params });
  else await blog.DELETE('/api/admin/tags/{term_id}', { params });
}
