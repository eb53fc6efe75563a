"""`/content/generate/csv`: the same as bulk, from an uploaded file."""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from pydantic import AfterValidator, Field, StringConstraints

from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.contentforge.content.generate import Placing, place
from contentforge_app.apis.contentforge.content.orders import Manner, rows
from contentforge_app.apis.contentforge.content.routes import IN_USE, Orderer
from contentforge_app.apis.contentforge.content.schemas import Asked, Job, Jobs, NativeType
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, refused
from contentforge_content.sources.csv_rows import MAX_CHARS
from contentforge_platform.errors import PayloadTooLarge
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.http.text import storable

router = APIRouter(prefix=f"{PREFIX}/content", route_class=StrictJsonRoute, tags=["content"], responses=CALLER_ERRORS)

_MOST_BYTES: Final = MAX_CHARS * 4
_LONGEST_NAME: Final = 100

_Name = Annotated[str, StringConstraints(max_length=_LONGEST_NAME), AfterValidator(storable)]
FormName = Annotated[_Name | None, Form()]


@router.post(
    "/generate/csv",
    status_code=201,
    response_model=Job | Jobs,
    summary="Generate texts for the products of a CSV file",
    responses={**IN_USE, **refused(400, "The form cannot be read.")},
)
async def generate_csv(
    visitor: Orderer,
    request: Request,
    file: Annotated[UploadFile, File(description="CSV with a header row; at most 100 products.")],
    template_id: FormName = None,
    content_types: Annotated[Annotated[list[NativeType], Field(max_length=20)] | None, Form()] = None,
    provider: FormName = None,
    model: FormName = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Makes one job for each row. One row is answered with its job, more under the rules of bulk."""
    data = await file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise PayloadTooLarge("The file is too large.", limit=_MOST_BYTES)
    asked = Asked.model_validate(
        {"template_id": template_id, "content_types": content_types, "provider": provider, "model": model}
    )
    products = rows(Manner.of(asked), data)
    body = orjson.dumps(asked.model_dump()) + b"\n" + data
    return await place(request, visitor, Placing(products, bulk=len(products) > 1, key=idempotency_key, body=body))
