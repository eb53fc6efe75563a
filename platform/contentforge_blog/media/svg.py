"""Drawings without anything that acts, loads or grows: an allow-list lets through what draws."""

from typing import Final
from xml.parsers import expat

from py_svg_hush import filter_svg

from contentforge_platform.errors import Invalid

MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_ELEMENTS: Final = 100_000
_DEEPEST: Final = 200
_KEPT_DATA: Final = {"image": ["png", "jpeg", "gif", "webp"]}
"""Pictures within a drawing may be carried along; drawings within a drawing may not."""


class SvgRefused(Invalid):
    """A drawing that cannot be read, or costs too much."""

    code = "svg_refused"


class _TooCostly(Exception):
    """The parser has seen enough."""


def sanitise(drawing: bytes) -> bytes:
    """The drawing as UTF-8, without scripts, handlers, foreign markup, references to elsewhere, or entities.

    Raises:
        SvgRefused: it is no well-formed drawing, declares entities, or is larger or deeper than any drawing needs.
    """
    if len(drawing) > MOST_BYTES:
        raise SvgRefused(f"An SVG file may have at most {MOST_BYTES // (1024 * 1024)} MB.")
    _weigh(drawing)
    try:
        return filter_svg(drawing, _KEPT_DATA)
    except ValueError:
        raise SvgRefused("The SVG file is damaged, or it is no drawing.") from None


def _weigh(drawing: bytes) -> None:
    """Walk through once without keeping anything: the sanitiser itself would follow any depth."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def begins(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            raise _TooCostly

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declares(*_declaration: object) -> None:
        raise _TooCostly

    parser.StartElementHandler = begins
    parser.EndElementHandler = ends
    parser.EntityDeclHandler = declares
    try:
        parser.Parse(drawing, True)  # noqa: FBT003 - the parser takes it by position: this is all there is
    except expat.ExpatError:
        raise SvgRefused("The SVG file is damaged, or it is no drawing.") from None
    except _TooCostly:
        raise SvgRefused("The SVG file is nested too deeply, has too many elements, or declares entities.") from None
