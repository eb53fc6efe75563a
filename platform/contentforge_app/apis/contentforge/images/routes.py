"""`/images`: what became of jobs' images."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from contentforge_app.apis.common.answers import answer, no_content
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, read, write
from contentforge_app.apis.contentforge.images import render
from contentforge_app.apis.contentforge.images.schemas import Image
from contentforge_app.apis.contentforge.listing import AskedPage, Listed, paged
from contentforge_content.images import repository
from contentforge_content.images.errors import ImageNotFound
from contentforge_content.jobs.delete_image import delete_image
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/images", route_class=StrictJsonRoute, tags=["images"], responses=CALLER_ERRORS)

ImageReader = Annotated[Reading, read(Permission.IMAGES_READ)]
ImageWriter = Annotated[Writing, write(Permission.IMAGES_MANAGE_OWN)]
ImageId = Annotated[str, Path(description="The image's id.")]


def _id(text: str) -> UUID:
    image = parse_id(text)
    if image is None:
        raise ImageNotFound
    return image


@router.get("", response_model=Listed[Image], summary="List images")
async def list_images(caller: ImageReader, page: AskedPage) -> Response:
    """The organization's images, newest first."""
    total = await repository.count(caller.session, caller.tenant)
    rows = await repository.page(caller.session, caller.tenant, limit=page.limit, offset=page.offset)
    return paged([render.image(row, caller.links) for row in rows], total, page)


@router.get("/{image_id}", response_model=Image, summary="Get an image")
async def get_image(image_id: ImageId, caller: ImageReader) -> Response:
    """One image, with addresses of its optimised copies once it is completed."""
    row = await repository.find(caller.session, caller.tenant, _id(image_id))
    if row is None:
        raise ImageNotFound
    return answer(render.image(row, caller.links))


@router.delete("/{image_id}", status_code=204, summary="Delete an image")
async def remove_image(image_id: ImageId, caller: ImageWriter) -> Response:
    """Removes an image and its copies; its job and the job's texts stay. An unfinished one costs nothing."""
    owner = caller.owner_unless(Permission.IMAGES_MANAGE_ANY)
    await delete_image(caller.session, caller.tenant, caller.runtime.kinds, _id(image_id), owner=owner)
    return no_content()
