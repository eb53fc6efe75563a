"""Whether a webhook is Stripe's, and of now."""

import re
import time
from collections.abc import Sequence
from typing import Final

import stripe

from contentforge_platform.errors import BadRequest

TOLERANCE_SECONDS: Final = 300
_MOMENT: Final = re.compile(r"(?:^|,)t=([0-9]{1,12})(?=,|$)")


class BadSignature(BadRequest):
    """The signature is missing, wrong, or of another time; which one, nobody is told."""

    code = "bad_signature"

    def __init__(self) -> None:
        super().__init__("The signature does not fit.")


def verify(body: bytes, header: str | None, secrets: Sequence[str], *, now: float | None = None) -> None:
    """Go on only if one of `secrets` has signed `body`, at most 300 s from now, before or after.

    Stripe's package compares the signature and refuses what is too old, but takes what claims to be of the future.

    Raises:
        BadSignature: 400.
    """
    moments = _MOMENT.findall(header or "")
    present = time.time() if now is None else now
    if len(moments) != 1 or abs(present - int(moments[0])) > TOLERANCE_SECONDS:
        raise BadSignature
    if not any(_signed(body, header, secret) for secret in secrets):
        raise BadSignature


def _signed(body: bytes, header: str | None, secret: str) -> bool:
    if not secret.strip():
        return False
    try:
        stripe.WebhookSignature.verify_header(body, header, secret)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True
