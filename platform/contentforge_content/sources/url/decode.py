"""Turn a fetched body into text: BOM, then the header's charset, then the page's own word for it, then a guess."""

import codecs
import re
from typing import Final

from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.text import guess_charset

_BOMS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML: Final = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# What browsers mean when a page says the left: the wider code page of the same family.
_WIDER: Final[dict[str, str]] = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
_HEAD: Final = 4_096
_FEW_BROKEN: Final = 3
_MAX_BROKEN: Final = 0.02
_MUCH_MORE: Final = 20


def decode(body: bytes, charset: str | None) -> str:
    """The page's text. A declared charset is believed unless it cannot read the bytes.

    Raises:
        SourceFailed: no charset reads it (`unreadable`).
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, errors="replace")
    declared = [name for name in (charset, _declared(body)) if name]
    for name in (*declared, "utf-8"):
        text = _strictly(body, name)
        if text is not None:
            return text
    return _guess(body, declared)


def _declared(body: bytes) -> str | None:
    match = _META.search(body[:_HEAD]) or _XML.match(body[:_HEAD])
    return match.group(1).decode("ascii") if match else None


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(_WIDER.get(name.strip().lower(), name.strip()))
    except (LookupError, ValueError):
        return None
    # Python also lists byte and text transforms (zip, rot13) as codecs; a page may not ask for those.
    return found.name if getattr(found, "_is_text_encoding", False) and found.name not in {"idna", "punycode"} else None


def _strictly(body: bytes, name: str) -> str | None:
    codec = _codec(name)
    if codec is None:
        return None
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guess(body: bytes, declared: list[str]) -> str:
    """A page with a few broken bytes is read by its own charset; without one, by statistics over its beginning."""
    for name in declared:
        codec = _codec(name)
        text = body.decode(codec, errors="replace") if codec else None
        if text is not None and text.count("\ufffd") <= max(_FEW_BROKEN, len(text) * _MAX_BROKEN):
            return text
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if len(text.encode()) - len(text) > broken * _MUCH_MORE:
        # Many letters that only UTF-8 writes so, and few broken ones.
        return text
    guess = guess_charset(body)
    if guess is None:
        raise SourceFailed("unreadable", "The page's text encoding could not be recognised.")
    return body.decode(guess, errors="replace")
