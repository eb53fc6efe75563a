"""Full text: what of a post is looked through, and how it is asked for."""

from contentforge_blog.search.words import LONGEST_QUERY, Words, asked, vector_sql, words_of

__all__ = ["LONGEST_QUERY", "Words", "asked", "vector_sql", "words_of"]
