"""Categories and tags in this API's form."""

from contentforge_blog.taxonomy import Kind, Term


def shown(term: Term, kind: Kind, locale: str | None) -> dict[str, object]:
    """One of a list; with its text in one language beside the others if a language is asked for."""
    told: dict[str, object] = {
        "id": term.id,
        "parentId": term.parent,
        "translations": [_text(term, kind, one) for one in term.texts],
        "postCount": term.posts,
        "createdAt": term.created_at,
        "updatedAt": term.updated_at,
    }
    if locale is None:
        return told
    return {**told, "currentTranslation": _text(term, kind, locale) if locale in term.texts else None}


def _text(term: Term, kind: Kind, locale: str) -> dict[str, object]:
    text = term.texts[locale]
    said: dict[str, object] = {"locale": locale, "name": text.name, "slug": text.slug}
    return {**said, "description": text.description} if kind.value.in_tree else said
