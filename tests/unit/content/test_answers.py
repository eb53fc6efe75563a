import pytest

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.errors import BadModelAnswer
from contentforge_content.vocabulary import RULES, ContentType

LOREM = "Lorem ipsum dolor sit amet. " * 60


@pytest.mark.parametrize(
    "answer",
    [
        "Harrow Kettle",
        '"Harrow Kettle"',
        "\u201cHarrow Kettle\u201d",
        "**Harrow Kettle**",
        "# Harrow Kettle",
        "Title: Harrow Kettle",
        "**Title:** Harrow Kettle",
        "Sure! Here's the title:\n\nHarrow Kettle",
        "Here is your title: Harrow Kettle",
        "```\nHarrow Kettle\n```",
        '```text\n"Harrow Kettle"\n```',
        "<think>Maybe a pun?</think>\nHarrow Kettle",
        '{"title": "Harrow Kettle"}',
        "1. Harrow Kettle\n2. Another one",
        "Harrow Kettle\n\nLet me know if you would like another one!",
        "Title:\nHarrow Kettle",
        "\ufeffHarrow\u200b Kettle\x00",
    ],
)
def test_a_title_is_the_bare_line(answer: str) -> None:
    assert clean_output(ContentType.TITLE, answer) == "Harrow Kettle"


@pytest.mark.parametrize(
    "text", ["12.5 inch pan", "Here is where tea: begins", '"A" and "B"', "C# in depth", "5 * 3 tools"]
)
def test_a_title_that_only_looks_wrapped_stays(text: str) -> None:
    assert clean_output(ContentType.TITLE, text) == text


@pytest.mark.parametrize(
    "answer", [LOREM, "word " * 100, "One short sentence. " + "x" * 300, "a\nb\nc " + "word " * 90]
)
def test_a_meta_description_is_one_line_of_at_most_160_characters(answer: str) -> None:
    text = clean_output(ContentType.META_DESCRIPTION, answer)

    assert len(text) <= 160
    assert "\n" not in text


@pytest.mark.parametrize(
    "answer",
    [
        "copper kettle, Copper Kettle, tea",
        "- copper kettle\n- tea\n- tea",
        "1. copper kettle\n2. tea",
        "Keywords: copper kettle; tea",
        '["copper kettle", "tea"]',
        "#copper kettle, #tea",
        "copper kettle\u3001tea",
    ],
)
def test_keywords_are_a_comma_list_without_duplicates(answer: str) -> None:
    assert clean_output(ContentType.KEYWORDS, answer) == "copper kettle, tea"


def test_at_most_fifteen_keywords_are_kept() -> None:
    assert clean_output(ContentType.KEYWORDS, ", ".join(f"word {n}" for n in range(40))).count(",") == 14


@pytest.mark.parametrize(
    "answer",
    [
        "- Tin lining\n- Beech handle",
        "* **Tin lining**\n* Beech handle",
        "\u2022 Tin lining\n\n\u2022 Beech handle\n\u2022 Beech handle",
        "Here are the bullet points:\n\n1. Tin lining\n2) Beech handle\n\nHope this helps!",
        "Tin lining\nBeech handle",
        '["Tin lining", "Beech handle"]',
        "## Features\n- Tin lining\n- Beech handle",
    ],
)
def test_bullet_points_are_hyphen_lines(answer: str) -> None:
    assert clean_output(ContentType.BULLET_POINTS, answer) == "- Tin lining\n- Beech handle"


def test_running_text_keeps_markdown_only_where_its_type_has_it() -> None:
    answer = "# Tea\n\nA **fine** [kettle](https://a.example)."

    assert clean_output(ContentType.BLOG_POST, answer) == answer
    assert clean_output(ContentType.EMAIL, answer) == "Tea\n\nA fine kettle (https://a.example)."


@pytest.mark.parametrize("content_type", ContentType)
def test_any_answer_fits_its_type(content_type: ContentType) -> None:
    for answer in (LOREM, "word " * 30_000, "x" * 100_000, "Satz\u3002" * 9_000):
        try:
            text = clean_output(content_type, answer)
        except BadModelAnswer:
            continue
        assert 0 < len(text) <= RULES[content_type].max_chars


@pytest.mark.parametrize("content_type", [kind for kind in ContentType if kind is not ContentType.TITLE])
def test_a_bare_number_is_no_text(content_type: ContentType) -> None:
    with pytest.raises(BadModelAnswer):
        clean_output(content_type, "42")


@pytest.mark.parametrize("name", ["501", "X1", "K", "5S", "茶"])
def test_a_product_may_have_a_name_of_one_sign(name: str) -> None:
    assert clean_output(ContentType.TITLE, name) == name


@pytest.mark.parametrize("content_type", ContentType)
@pytest.mark.parametrize(
    "answer",
    ["", " \n\t", "...", "%%%% #### @@@@", "-----", "```\n```", "{}", "[]", "[1, 2]", "\x00\x00", "\ufffd" * 30,
     "I'm sorry, but I can't help with that.", "As an AI language model, I have no opinion.",
     "I cannot create this text."],
)  # fmt: skip
def test_nothing_nonsense_and_refusals_are_no_text(content_type: ContentType, answer: str) -> None:
    with pytest.raises(BadModelAnswer) as caught:
        clean_output(content_type, answer)

    assert caught.value.retryable
    assert caught.value.message == "The model did not give a usable text."
