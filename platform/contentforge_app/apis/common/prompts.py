"""Order a text by a prompt, as cgms, writer and generator do: held back, counted, and made once per Idempotency-Key."""

from collections.abc import Sequence

from fastapi import Request

from contentforge_app.apis.common.callers import Caller, Writing
from contentforge_app.apis.common.generation import author_of, count_generation
from contentforge_app.apis.common.idempotency import claimed
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.pieces import create, queries
from contentforge_content.pieces.create import Prompted
from contentforge_content.pieces.piece import Piece
from contentforge_content.pieces.terms import Terms
from contentforge_content.vocabulary import ContentType
from contentforge_platform.idempotency import Repeat, remember


def held(caller: Caller, provider: str | None = None, model: str | None = None) -> Terms:
    """The terms of these three APIs: the operator's hold before the model is called."""
    hold = caller.runtime.settings.generation.hold_seconds
    return Terms(hold=hold, provider=provider, model=model)


async def order_text(
    request: Request,
    caller: Writing,
    key: str | None,
    types: Sequence[ContentType],
    asked: Prompted,
    terms: Terms,
) -> Piece:
    """The ordered piece; for a repeat under the same key, the piece that the first request made, as it is by now.

    Raises:
        LimitReached: the plan has no generation left (403).
        TooManyRequests: the plan's pace is exceeded (429).
        KeyInUse, KeyConflict: as `claimed`.
        ContentNotFound: as `made_before`.
    """
    session = caller.session
    use = await claimed(request, caller, session, key)
    if use is not None and use.objects:
        return await made_before(caller, use, types)
    await count_generation(caller)
    piece = await create.order(session, author_of(caller), caller.runtime.kinds, asked, terms)
    if use is not None:
        await remember(session, use, [piece.id])
    return piece


async def made_before(caller: Writing, use: Repeat, types: Sequence[ContentType]) -> Piece:
    """The piece that the first request under a key made or kept, as it is by now.

    Raises:
        ContentNotFound: it is gone.
    """
    piece = await queries.find(caller.session, caller.tenant, use.objects[0], types)
    if piece is None:
        raise ContentNotFound
    return piece
