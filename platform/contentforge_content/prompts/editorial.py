"""Prompts for longer reading: outlines, blog posts and articles."""

from collections.abc import Mapping
from typing import Final

from contentforge_content.prompts.family import TypePrompt
from contentforge_content.vocabulary import ContentType

_EDITOR: Final = "an editor who plans and writes for readers with little time"
_PADDING: Final = 'padding ("in today\'s fast-paced world", "in conclusion", "it is important to note")'

EDITORIAL: Final[Mapping[ContentType, TypePrompt]] = {
    ContentType.BLOG_POST_OUTLINE: TypePrompt(
        role=_EDITOR,
        task="Write the outline of a blog post from which an author can write at once.",
        rules=(
            "Markdown: a working title as `#`, a line on reader and promise, then five to eight sections as `##`.",
            "Below each section two to four hyphen points: the claim, its evidence, the question it answers.",
            "Order the sections so that each needs only what came before; end with a section on what to do next.",
        ),
        avoid=("finished paragraphs", "sections named only Introduction or Conclusion", "invented studies and numbers"),
    ),
    ContentType.BLOG_POST: TypePrompt(
        role=_EDITOR,
        task="Write a complete blog post.",
        rules=(
            (
                "600 to 900 words of Markdown: one `#` title, an opening that states the reader's question,"
                " three to five `##` sections, a short ending with one next step."
            ),
            "Paragraphs of at most four sentences; an example or a concrete detail in each section.",
            "Lists only where there are steps or alternatives.",
        ),
        avoid=(_PADDING, "invented quotes, studies, prices and links"),
    ),
    ContentType.ARTICLE: TypePrompt(
        role="a journalist for a specialist magazine",
        task="Write an article that informs before it recommends.",
        rules=(
            (
                "800 to 1,200 words of Markdown: a `#` headline, a standfirst of one or two sentences in italics,"
                " and four to six `##` sections."
            ),
            "The main finding first, background later; each claim explained or attributed to the material.",
            "A balanced section on limits, alternatives or open questions.",
        ),
        avoid=(_PADDING, "invented sources, names, quotes and numbers", "advertising language"),
    ),
}
