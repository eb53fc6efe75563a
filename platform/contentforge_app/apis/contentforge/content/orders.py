"""Turn requests into orders of jobs, or say which field cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contentforge_app.apis.contentforge.content.schemas import Asked, BulkRequest, GenerateRequest
from contentforge_content.jobs.order import JobOrder
from contentforge_content.sources.csv_rows import parse_csv
from contentforge_content.sources.manual import facts_from_source_data
from contentforge_content.templates.errors import TemplateNotFound
from contentforge_content.vocabulary import NATIVE_TYPES, ContentType, SourceType
from contentforge_platform.egress import BadUrl, parse_public_url
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import parse_id


@dataclass(frozen=True, slots=True)
class Manner:
    """How the texts of an order shall be written."""

    content_types: Sequence[ContentType]
    template: UUID | None
    provider: str | None
    model: str | None

    @classmethod
    def of(cls, asked: Asked) -> "Manner":
        """Read it from a request.

        Raises:
            TemplateNotFound: what names the template is no id at all.
        """
        types = tuple(ContentType(name) for name in dict.fromkeys(asked.content_types or ())) or NATIVE_TYPES
        template = None
        if asked.template_id is not None:
            template = parse_id(asked.template_id)
            if template is None:
                raise TemplateNotFound
        return cls(types, template, asked.provider, asked.model)

    def order(
        self,
        source: SourceType,
        data: Mapping[str, object],
        *,
        url: str | None = None,
        images: Sequence[str] = (),
        page_images: bool = False,
    ) -> JobOrder:
        """An order of one product."""
        return JobOrder(
            source_type=source,
            content_types=self.content_types,
            source_url=url,
            source_data=data,
            template_id=self.template,
            image_urls=images,
            page_images=page_images,
            provider=self.provider,
            model=self.model,
        )


def single(asked: GenerateRequest) -> list[JobOrder]:
    """The orders of a request for one product: several only where its CSV has several rows.

    Raises:
        Invalid: the source is missing, or cannot be one.
    """
    manner = Manner.of(asked)
    images = [_url(url, "image_urls", place) for place, url in enumerate(asked.image_urls)]
    if asked.source_type == "csv":
        return _single_csv(asked, manner, images)
    if asked.source_type == "manual" and not asked.source_data:
        raise Invalid("source_data is required for source_type manual.", loc=("body", "source_data"))
    facts = facts_from_source_data(asked.source_data or {})
    if asked.source_type == "manual":
        if not facts.name:
            raise Invalid("source_data needs a name.", loc=("body", "source_data", "name"))
        return [manner.order(SourceType.MANUAL, facts.to_source_data(), images=images)]
    if not asked.source_url or not asked.source_url.strip():
        raise Invalid("source_url is required for source_type url.", loc=("body", "source_url"))
    url, data = _url(asked.source_url, "source_url"), facts.to_source_data()
    return [manner.order(SourceType.URL, data, url=url, images=images, page_images=asked.page_images)]


def bulk(asked: BulkRequest) -> list[JobOrder]:
    """The orders of a request for many products.

    Raises:
        Invalid: there is neither an address nor a CSV, or one of them cannot be read.
    """
    manner = Manner.of(asked)
    if asked.urls:
        checked = [_url(url, "urls", place) for place, url in enumerate(asked.urls)]
        return [manner.order(SourceType.URL, {}, url=url) for url in checked]
    if asked.csv_data:
        return rows(manner, asked.csv_data)
    raise Invalid("Either urls or csv_data is required.", loc=("body", "urls"))


def rows(manner: Manner, data: str | bytes) -> list[JobOrder]:
    """One order for each row of a CSV.

    Raises:
        CsvRefused: it cannot be read; the reason names the row.
    """
    return [manner.order(SourceType.CSV, facts.to_source_data()) for facts in parse_csv(data)]


def _single_csv(asked: GenerateRequest, manner: Manner, images: Sequence[str]) -> list[JobOrder]:
    if not asked.csv_data:
        raise Invalid("csv_data is required for source_type csv.", loc=("body", "csv_data"))
    products = parse_csv(asked.csv_data)
    if len(products) > 1 and images:
        raise Invalid("image_urls need a single product; the CSV has several rows.", loc=("body", "image_urls"))
    return [manner.order(SourceType.CSV, facts.to_source_data(), images=images) for facts in products]


def _url(text: str, *place: str | int) -> str:
    """The one reading of an address: what is checked here is what will be fetched."""
    try:
        return str(parse_public_url(text))
    except BadUrl as error:
        raise Invalid(error.message, loc=("body", *place)) from error
