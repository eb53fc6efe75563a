"""Refusals of a fetch: the reason is for logs, the sentence for people never tells what lies inside our network."""

from enum import StrEnum

from contentforge_platform.errors import BusinessError, Invalid


class BadUrl(Invalid):
    """The text is not an http(s) address that could be fetched from anywhere."""

    code = "bad_url"


class FetchReason(StrEnum):
    """Why a fetch failed, in full detail: for logs and metrics only."""

    NOT_PUBLIC = "not_public"
    UNRESOLVABLE = "unresolvable"
    UNREACHABLE = "unreachable"
    PORT = "port"
    TLS = "tls"
    TIMEOUT = "timeout"
    STATUS = "status"
    REDIRECT = "redirect"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    BROKEN = "broken"


_NOT_REACHED = "The address could not be reached."

_SENTENCES = {
    # One sentence for the first three: whoever asks must not learn whether a host exists inside our network.
    FetchReason.NOT_PUBLIC: _NOT_REACHED,
    FetchReason.UNRESOLVABLE: _NOT_REACHED,
    FetchReason.UNREACHABLE: _NOT_REACHED,
    FetchReason.PORT: "Only addresses on ports 80 and 443 are fetched.",
    FetchReason.TLS: "A secure connection to the address could not be made.",
    FetchReason.TIMEOUT: "The address did not answer completely in time.",
    FetchReason.STATUS: "The address answered with an error.",
    FetchReason.REDIRECT: "The address redirects to something that is not a web address.",
    FetchReason.TOO_MANY_REDIRECTS: "The address redirects too often.",
    FetchReason.TOO_LARGE: "The answer is too large.",
    FetchReason.ENCODING: "The answer is compressed in a way that is not supported.",
    FetchReason.BROKEN: "The answer is broken or incomplete.",
}

# Who answers too slowly once is not waited for again: a hostile page may cost a worker ten seconds, not thirty.
_TRANSIENT = frozenset({FetchReason.BROKEN})
_TRY_AGAIN_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class FetchFailed(BusinessError):
    """The address could not be fetched.

    Attributes:
        reason: for logs; never shown to whoever gave the address.
        message: for people; equal for private, unknown and unreachable hosts.
        http_status: what the other side answered, when `reason` is STATUS.
        transient: the same fetch may succeed later. Never so for the reasons that read as "could not be reached": a
            second attempt on one of them only would tell them apart.
    """

    status = 422
    code = "fetch_failed"

    def __init__(self, reason: FetchReason, *, http_status: int | None = None) -> None:
        message = _SENTENCES[reason]
        if http_status is not None:
            message = f"The address answered with status {http_status}."
        super().__init__(message)
        self.reason = reason
        self.http_status = http_status
        self.transient = reason in _TRANSIENT or http_status in _TRY_AGAIN_STATUSES
