"""Send a mail: a row and a work item in the transaction that causes it. It leaves after the commit, or not at all."""

from collections.abc import Mapping
from datetime import timedelta

from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.mail import repository
from contentforge_platform.mail.headers import check_header
from contentforge_platform.mail.kinds import DEFAULT_LANGUAGE, MAIL, MailKind


async def send(
    session: WriteSession,
    tenant: TenantId,
    kind: MailKind,
    recipient: str,
    parameters: Mapping[str, str],
    *,
    good_for: timedelta | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Have a mail of `kind` sent to the address `recipient`.

    `tenant` is the organization in sight, or `work.NO_TENANT` for mail to a person about their account. A mail that
    could not be sent within `good_for` is given up: what it says no longer holds.

    Raises:
        ValueError: the parameters are not those of the kind, or the recipient is no line of text.
    """
    if parameters.keys() != kind.parameters:
        raise ValueError(f"a mail {kind.name!r} takes {sorted(kind.parameters)}, not {sorted(parameters)}")
    check_header(recipient)
    if tenant == work.NO_TENANT:
        async with session.within(tenant):
            await _enqueue(session, tenant, repository.New(kind.name, language, recipient, parameters, good_for))
    else:
        await _enqueue(session, tenant, repository.New(kind.name, language, recipient, parameters, good_for))


async def _enqueue(session: WriteSession, tenant: TenantId, new: repository.New) -> None:
    mail = new_id()
    await repository.insert(session, tenant, mail, new)
    await work.enqueue(session, tenant, MAIL, [work.NewItem(mail)])
