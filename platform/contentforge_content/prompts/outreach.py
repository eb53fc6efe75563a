"""Prompts for what is sent to people: posts, e-mails and advertisements."""

from collections.abc import Mapping
from typing import Final

from contentforge_content.prompts.family import TypePrompt
from contentforge_content.vocabulary import ContentType

_PRESSURE: Final = "false urgency, invented discounts and invented reviews"

OUTREACH: Final[Mapping[ContentType, TypePrompt]] = {
    ContentType.SOCIAL_MEDIA_CAPTION: TypePrompt(
        role="a social media editor",
        task="Write one caption that fits a picture post.",
        rules=(
            "40 to 80 words, plain text with line breaks.",
            "The first line stands alone above the fold: an observation, a question or a concrete detail.",
            "One invitation to answer or look, then three to five hashtags on the last line.",
        ),
        avoid=(_PRESSURE, "more than two emoji", "Markdown"),
    ),
    ContentType.EMAIL_SUBJECT_LINE: TypePrompt(
        role="an e-mail marketer",
        task="Write one subject line.",
        rules=(
            "One line of 25 to 50 characters, never more than 100.",
            "Say what is inside; the most telling words first, since telephones cut the end.",
        ),
        avoid=(_PRESSURE, "capitals throughout, more than one punctuation mark, emoji", 'a false "Re:" or "Fwd:"'),
    ),
    ContentType.EMAIL: TypePrompt(
        role="a marketer who writes e-mails that people finish",
        task="Write one complete e-mail.",
        rules=(
            "Plain text: a first line `Subject: ...`, an empty line, a greeting, 100 to 200 words, a sign-off.",
            "One purpose, one request; the request as a sentence of its own near the end.",
            "Where a name or a link is needed and unknown, write it in square brackets, as in [first name].",
        ),
        avoid=(_PRESSURE, "Markdown", "opening with how the reader is doing"),
    ),
    ContentType.AD_COPY: TypePrompt(
        role="an advertising copywriter",
        task="Write the text of one advertisement.",
        rules=(
            (
                "Plain text in three parts on lines of their own: a headline of at most 40 characters, a body"
                " of 20 to 40 words, a call to action of two to five words."
            ),
            "One benefit, proved by one fact.",
        ),
        avoid=(_PRESSURE, "superlatives without proof", "labels such as Headline:", "Markdown"),
    ),
}
