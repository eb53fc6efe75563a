"""XML that is well-formed whatever a title says."""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

# What XML 1.0 has no way to write, not even as a reference: control characters, surrogates, and two at the end.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """An element below `parent`; nothing in it can be taken for markup."""
    made = SubElement(parent, name, {key: written(value) for key, value in attributes.items()})
    if text is not None:
        made.text = written(text)
    return made


def document(root: Element) -> bytes:
    """The whole document, in UTF-8."""
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole
