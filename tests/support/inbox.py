"""What people find in their mail: the queue of events worked off, and the tokens of links."""

import re

from contentforge_app.handlers import EVENTS_QUEUE, handlers
from contentforge_platform.observability import Metrics
from contentforge_workers.outcome import run_claim
from support.app import Api
from support.mail_server import MailServer, text_of

BASE = "https://copy.example.com"


async def deliver(api: Api) -> None:
    """Work the queue `events` off with the handlers that its worker has."""
    async with handlers(api.runtime, EVENTS_QUEUE) as found:
        while claims := await api.workshop.claim(EVENTS_QUEUE):
            for claim in claims:
                await run_claim(api.runtime.uow, found, claim, Metrics(process=False))


def token_in(server: MailServer, page: str, *, to: str | None = None) -> str:
    """The token of the last mail, of those to an address if it is given, whose link leads to `page`."""
    for recipient, mail in reversed(list(zip(server.recipients, server.mails, strict=True))):
        found = re.search(rf"^{re.escape(BASE)}/app/{page}\?token=(\w+)$", text_of(mail), re.MULTILINE)
        if found and to in {None, recipient}:
            return found[1]
    raise AssertionError(f"no mail to {to or 'anybody'} with a link to {page}")
