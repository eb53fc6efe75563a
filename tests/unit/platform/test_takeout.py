"""Which stored objects a row names, in each of the forms in which components write it down."""

import pytest

from contentforge_platform.takeout import Collection, keys_of

_FILES = Collection("files", "files", ("object_key", "variants"), files=("object_key", "variants"))


@pytest.mark.parametrize(
    ("variants", "named"),
    [
        (None, []),
        ([], []),
        (["t/b.webp", "t/c.webp"], ["t/b.webp", "t/c.webp"]),
        ({"sm": "t/b.webp", "md": "t/c.webp"}, ["t/b.webp", "t/c.webp"]),
        ({"sm": {"key": "t/b.webp", "width": 320}, "md": {"key": "t/c.webp"}}, ["t/b.webp", "t/c.webp"]),
    ],
)
def test_every_object_that_a_row_names_is_found(variants: object, named: list[str]) -> None:
    assert list(keys_of(_FILES, {"object_key": "t/a.webp", "variants": variants})) == ["t/a.webp", *named]
    assert list(keys_of(_FILES, {"object_key": None, "variants": variants})) == named
