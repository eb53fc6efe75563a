"""The secret key, as a bearer token or as the user name of basic authentication."""

import base64
import binascii
import hmac

from contentforge_billing.sandbox.errors import unauthorized

_NONE = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth"
    " (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
)
_SHOWN = 4


def authenticate(header: str | None, secret_key: str) -> None:
    """Hold a request to the sandbox's key.

    Raises:
        StripeProblem: 401.
    """
    given = _key(header or "")
    if not given:
        raise unauthorized(_NONE)
    if not hmac.compare_digest(given.encode(), secret_key.encode()):
        raise unauthorized(f"Invalid API Key provided: {_masked(given)}")


def _key(header: str) -> str:
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _masked(key: str) -> str:
    kind = "_".join(key.split("_")[:2]) if key.startswith(("sk_", "rk_", "pk_")) else ""
    return f"{kind}{'_' if kind else ''}****{key[-_SHOWN:] if len(key) > 2 * _SHOWN else ''}"
