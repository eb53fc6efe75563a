"""Whose a text is: the one place where this contract shows that something exists which is another's."""

from contentforge_app.apis.common.callers import Writing
from contentforge_app.apis.generator.names import NAMEABLE
from contentforge_content.content import repository as texts
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.pieces import queries
from contentforge_content.pieces.piece import Piece
from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission


class NotTheirs(NotAuthenticated):
    """The text is another person's (401, as the document of this API promises)."""

    code = "not_theirs"


async def own_piece(caller: Writing, content_id: str) -> Piece:
    """The caller's text of this id, or one that their role lets them change.

    Raises:
        NotTheirs: it is somebody else's.
        ContentNotFound: there is none, or none that this API can name.
    """
    item = parse_id(content_id)
    if item is None:
        raise ContentNotFound
    piece = await queries.find(caller.session, caller.tenant, item, NAMEABLE)
    if piece is not None:
        if caller.owner_unless(Permission.CONTENT_EDIT_ANY) in {None, piece.user}:
            return piece
        raise NotTheirs("User not authorized")
    unnamed = await texts.find(caller.session, caller.tenant, item)
    if unnamed is None and await queries.exists_anywhere(caller.session, item):
        raise NotTheirs("User not authorized")
    raise ContentNotFound
