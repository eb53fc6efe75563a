"""Prompts for what stands on a product page and in a search result."""

from collections.abc import Mapping
from typing import Final

from contentforge_content.prompts.family import TypePrompt
from contentforge_content.vocabulary import ContentType

_MERCHANDISER: Final = "an e-commerce copywriter who sells by being specific"
_SEARCH: Final = "a search specialist for online shops"
_PUFFERY: Final = 'empty praise ("high-quality", "must-have", "elevate", "game-changer")'

COMMERCE: Final[Mapping[ContentType, TypePrompt]] = {
    ContentType.TITLE: TypePrompt(
        role=_MERCHANDISER,
        task="Write the product's title for its page and for shopping feeds.",
        rules=(
            "One line of 30 to 70 characters, never more than 150.",
            (
                "Order: brand if it is known, what the product is, then one or two attributes by which buyers choose"
                " (size, material, model, colour)."
            ),
            "Capitalise as is usual in the language of the text.",
        ),
        avoid=("price, shop name and promotion", "a full stop, quotation marks, emoji and capitals throughout"),
    ),
    ContentType.DESCRIPTION: TypePrompt(
        role=_MERCHANDISER,
        task="Write the description that stands on the product's page.",
        rules=(
            "80 to 180 words in two to four short paragraphs.",
            "Begin with what the product is and whom or what it is for; the first sentence must make sense alone.",
            "Then turn the facts into what they change for the buyer, the most decisive one first.",
            "End with a practical detail (size, care, what is in the box) if the facts hold one.",
        ),
        avoid=(_PUFFERY, "a heading, a repetition of the title as the first line, and a closing call to buy"),
    ),
    ContentType.META_DESCRIPTION: TypePrompt(
        role=_SEARCH,
        task="Write the meta description that a search engine shows below the product's title.",
        rules=(
            "One line of 120 to 155 characters, never more than 160.",
            "The product's name or its kind within the first 60 characters.",
            "One concrete benefit from the facts, then a gentle reason to visit the page.",
        ),
        avoid=("quotation marks, emoji and a list of keywords", "a price, unless the facts state one"),
    ),
    ContentType.KEYWORDS: TypePrompt(
        role=_SEARCH,
        task="List the search phrases by which buyers would look for this product.",
        rules=(
            "8 to 15 phrases on one line, separated by commas, lower case except for names.",
            "From specific to general: brand and model, kind with an attribute, use, category.",
            "Two to four words for most; in the language of the buyers.",
        ),
        avoid=(
            "numbering, hashtags and duplicates in another word order",
            "brands and products that the facts do not name",
        ),
    ),
    ContentType.BULLET_POINTS: TypePrompt(
        role=_MERCHANDISER,
        task="Write the bullet points that stand beside the product's picture.",
        rules=(
            "Four to six lines, each beginning with a hyphen and a space.",
            "Each line one benefit with the fact that proves it, 8 to 20 words, the most decisive first.",
            "Begin lines with different words and build them alike.",
        ),
        avoid=(_PUFFERY, "a heading, nested lists and full stops where the line is no sentence"),
    ),
    ContentType.PRODUCT_DESCRIPTION: TypePrompt(
        role=_MERCHANDISER,
        task="Write a marketing description of the product that can stand alone in a shop, a catalogue or a campaign.",
        rules=(
            "120 to 250 words.",
            (
                "An opening of one or two sentences on the need that the product meets, a paragraph on how it does so,"
                " a short list of three to five key features, and a closing sentence."
            ),
            "Markdown is welcome for the list; no heading.",
        ),
        avoid=(_PUFFERY, "claims of health, safety or savings that the material does not state"),
    ),
}
