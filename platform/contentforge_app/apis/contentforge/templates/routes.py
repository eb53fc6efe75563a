"""`/templates`: the system's and one's own."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer, no_content
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, write
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_app.apis.contentforge.templates.schemas import ChangeTemplate, CreateTemplate, Template
from contentforge_content.templates import service
from contentforge_content.templates.errors import TemplateNotFound
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(
    prefix=f"{PREFIX}/templates", route_class=StrictJsonRoute, tags=["templates"], responses=CALLER_ERRORS
)

TemplateReader = Annotated[Reading, read(Permission.TEMPLATES_READ)]
TemplateWriter = Annotated[Writing, write(Permission.TEMPLATES_MANAGE)]
TemplateId = Annotated[str, Path(description="The template's id.")]

_CLEARABLE: Final = frozenset({"description", "prompt_override"})


def _id(text: str) -> UUID:
    template = parse_id(text)
    if template is None:
        raise TemplateNotFound
    return template


@router.post(
    "",
    status_code=201,
    response_model=Template,
    summary="Create a template",
    responses=conflicts("A request with this Idempotency-Key is being answered."),
)
async def create_template(
    body: CreateTemplate, caller: TemplateWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Makes a template of one's own."""
    use = await claimed(request, caller, caller.session, idempotency_key)
    if use is not None and use.objects:
        return answer(await service.find(caller.session, caller.tenant, use.objects[0], caller.user), 201)
    values: dict[str, Any] = body.model_dump()
    values["content_types"] = [kind.value for kind in body.content_types or ()]
    template = await service.create(caller.session, caller.tenant, caller.user, values)
    if use is not None:
        await remember(caller.session, use, [template.id])
    return answer(template, 201)


@router.get("", response_model=list[Template] | Listed[Template], summary="List templates")
async def list_templates(caller: TemplateReader, page: MaybePage) -> Response:
    """The system's first, then one's own, oldest first."""
    return bare_or_paged(await service.visible(caller.session, caller.tenant, caller.user), page)


@router.get("/{template_id}", response_model=Template, summary="Get a template")
async def get_template(template_id: TemplateId, caller: TemplateReader) -> Response:
    """A system template, or one of one's own."""
    return answer(await service.find(caller.session, caller.tenant, _id(template_id), caller.user))


@router.patch("/{template_id}", response_model=Template, summary="Change a template")
async def change_template(template_id: TemplateId, body: ChangeTemplate, caller: TemplateWriter) -> Response:
    """Sets the given fields; a system template is refused (403)."""
    given = body.model_dump(exclude_unset=True)
    values = {name: value for name, value in given.items() if value is not None or name in _CLEARABLE}
    if "content_types" in given:
        values["content_types"] = [kind.value for kind in body.content_types or ()]
    return answer(await service.change(caller.session, caller.tenant, _id(template_id), caller.user, values))


@router.delete("/{template_id}", status_code=204, summary="Delete a template")
async def delete_template(template_id: TemplateId, caller: TemplateWriter) -> Response:
    """Removes one's own template; jobs made with it keep their texts. A system template is refused (403)."""
    await service.delete(caller.session, caller.tenant, _id(template_id), caller.user)
    return no_content()
