"""As much of PromQL as tells which metrics and labels a query names; promtool tells whether it is one at all."""

import re

_NAME = re.compile(r"\b(?:contentforge|process|python)_[a-z0-9_]+\b|\bup\b(?=\{)")
_MATCHERS = re.compile(r"\{([^}]*)\}")
_MATCHER = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"')
_GROUPS = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")


def names_in(query: str) -> set[str]:
    """The metrics that a query names."""
    return set(_NAME.findall(_without_texts(query)))


def labels_in(query: str) -> set[str]:
    """The labels by which it selects and groups."""
    selected = {label for part in _MATCHERS.findall(query) for label in _MATCHER.findall(part)}
    grouped = {label.strip() for part in _GROUPS.findall(query) for label in part.split(",")}
    return selected | grouped - {""}


def _without_texts(query: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', query)
