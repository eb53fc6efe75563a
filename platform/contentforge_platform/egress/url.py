"""One reading of a stranger's URL: what is checked is what is fetched, so the raw text goes no further than here."""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import quote, urljoin

import idna
from typing_extensions import override

from contentforge_platform.egress.addresses import Address
from contentforge_platform.egress.errors import BadUrl

_MAX_LENGTH = 2048
_MAX_HOST = 253
_MAX_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zs", "Zl", "Zp"})  # controls, lone surrogates, every kind of space
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


@dataclass(frozen=True, slots=True)
class TargetUrl:
    """An address that may be fetched once its host is resolved and found public; made by `parse_public_url` only.

    Attributes:
        host: lower-case ASCII name without the final dot, or an IP address without brackets.
        literal: the host as an address, when it is one.
        path: path and query, percent-encoded; the fragment is dropped.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str
    literal: Address | None = None

    @property
    def netloc(self) -> str:
        """Host and, unless it is the scheme's own, port."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def has_web_port(self) -> bool:
        return self.port in _DEFAULT_PORTS.values()

    @override
    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"

    def join(self, location: str) -> "TargetUrl":
        """Where a redirect from here leads, checked like a URL that was typed in.

        Raises:
            BadUrl: `location` leads to something that is not fetched.
        """
        try:
            joined = urljoin(str(self), location)
        except ValueError as error:
            raise BadUrl("The address is malformed.") from error
        return parse_public_url(joined)


def parse_public_url(text: str) -> TargetUrl:
    """Read an address as people type it; without a scheme it is https.

    Any port is read here, because only a fetch knows whether the host lies in a network that the operator allows.

    Raises:
        BadUrl: it is malformed, not http(s), carries a user name, or is written to be read in two ways.
    """
    text = text.strip(" \t\r\n")
    if not text or len(text) > _MAX_LENGTH:
        raise BadUrl(f"The address must have between 1 and {_MAX_LENGTH} characters.")
    if "\\" in text or any(unicodedata.category(character) in _FORBIDDEN_CATEGORIES for character in text):
        raise BadUrl("The address contains characters that are not allowed.")
    scheme, rest = _split_scheme(text)
    authority, path, query = _split_rest(rest)
    if "@" in authority:
        raise BadUrl("The address must not contain a user name or password.")
    host_text, port_text = _split_authority(authority)
    host, literal = _parse_host(host_text)
    return TargetUrl(
        scheme=scheme,
        host=host,
        port=_DEFAULT_PORTS[scheme] if port_text is None else _parse_port(port_text),
        path=_encode_path(path, query),
        literal=literal,
    )


def _split_scheme(text: str) -> tuple[Literal["http", "https"], str]:
    found = _SCHEME.match(text)
    if found is None:
        return "https", text.removeprefix("//")
    rest = text[found.end() :]
    match found[1].lower():
        case "http":
            return "http", rest
        case "https":
            return "https", rest
        case _:
            raise BadUrl("Only http and https addresses are fetched.")


def _split_rest(rest: str) -> tuple[str, str, str | None]:
    rest = rest.partition("#")[0]
    before, mark, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    return authority, slash + path, query if mark else None


def _split_authority(authority: str) -> tuple[str, str | None]:
    if authority.startswith("["):
        host, bracket, tail = authority.partition("]")
        if not bracket or (tail and not tail.startswith(":")):
            raise BadUrl("The address has a malformed host.")
        return host + bracket, tail[1:] if tail else None
    host, colon, port = authority.partition(":")
    return host, port if colon else None


def _parse_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_PORT)) and 0 < int(text) <= _MAX_PORT):
        raise BadUrl("The address has a malformed port.")
    return int(text)


def _parse_host(text: str) -> tuple[str, Address | None]:
    try:
        if text.startswith("["):
            return _parse_ipv6(text[1:-1])
        return _parse_name(text)
    except (AddressValueError, UnicodeError) as error:  # idna's errors are UnicodeErrors
        raise BadUrl("The address has a malformed host.") from error


def _parse_ipv6(text: str) -> tuple[str, Address]:
    address = IPv6Address(text)
    if address.scope_id is not None:
        raise AddressValueError(text)
    return address.compressed, address


def _parse_name(text: str) -> tuple[str, Address | None]:
    name = (text if text.isascii() else _to_ascii(text)).lower().removesuffix(".")
    labels = name.split(".")
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        # Resolvers read 2130706433, 127.1 and 0x7f.1 as addresses: only the canonical form has one reading.
        literal = IPv4Address(name)
        return str(literal), literal
    if len(name) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl("The address has a malformed host.")
    return name, None


def _to_ascii(text: str) -> str:
    """Encode an international name, refusing characters that only stand in for ASCII ones (full-width, circled)."""
    encoded = [idna.encode(label, uts46=True).decode() if label else "" for label in text.split(".")]
    for label, result in zip(text.split("."), encoded, strict=True):
        if not label.isascii() and not result.startswith("xn--"):
            raise BadUrl("The address has a host written in look-alike characters.")
    return ".".join(encoded)


def _encode_path(path: str, query: str | None) -> str:
    encoded = quote(path or "/", safe=_PATH_SAFE)
    return encoded if query is None else f"{encoded}?{quote(query, safe=_QUERY_SAFE)}"
