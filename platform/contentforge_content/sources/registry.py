"""All kinds of sources behind one question: which products does this request or page hold?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from typing_extensions import override

from contentforge_content.sources.csv_rows import parse_csv
from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.manual import facts_from_source_data
from contentforge_content.sources.url.page import extract_page
from contentforge_content.vocabulary import SourceType


class FetchedPage(Protocol):
    """What a fetch brings back."""

    @property
    def url(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def charset(self) -> str | None: ...
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Material:
    """What a source may read from; each kind looks only at its own part."""

    page: FetchedPage | None = None
    csv_data: str | bytes = ""
    given: Mapping[str, object] = field(default_factory=dict)


class Source(Protocol):
    """One kind of source.

    Attributes:
        needs_fetch: its page must be fetched before it can be read, so it is read in a worker.
    """

    needs_fetch: bool

    def read(self, material: Material) -> tuple[ProductFacts, ...]: ...


class UrlSource(Source):
    needs_fetch = True

    @override
    def read(self, material: Material) -> tuple[ProductFacts, ...]:
        """The page's facts; given ones win over them."""
        page = material.page
        if page is None:
            raise SourceFailed("empty", "The page was not fetched.")
        given = facts_from_source_data(material.given)
        return (given.merge(extract_page(page.body, page.content_type, page.charset, page.url)),)


class CsvSource(Source):
    needs_fetch = False

    @override
    def read(self, material: Material) -> tuple[ProductFacts, ...]:
        return tuple(parse_csv(material.csv_data))


class ManualSource(Source):
    needs_fetch = False

    @override
    def read(self, material: Material) -> tuple[ProductFacts, ...]:
        return (facts_from_source_data(material.given),)


SOURCES: Final[Mapping[SourceType, Source]] = {
    SourceType.URL: UrlSource(),
    SourceType.CSV: CsvSource(),
    SourceType.MANUAL: ManualSource(),
}
"""`prompt` jobs have no source to read: their instruction goes to the model as it is."""
