"""The refresh token in a cookie, for pages in browsers: there no script can read it, not even an injected one.

A page asks for it with the header `X-ContentForge-Session: cookie`. A browser adds a cookie to whatever request is made
to us, by whomever; so three things each keep other sites from having one made:

- `SameSite=Strict`: the cookie does not come along with what another site starts.
- The header: forms and links cannot send it, and a script of another origin may only after a preflight, which is never
  granted for it: CORS does not list it, for no origin.
- `Origin` (and `Sec-Fetch-Site`, where a browser tells it) must be our own: a neighbour under the same domain, such as
  another subdomain, counts as the same site for the first of the three.

A cookie alone does nothing: without the header it is not even looked at. The path keeps it away from all other routes.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Final, Literal
from urllib.parse import quote, urlsplit

from fastapi import Depends, Header, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.apis.contentforge.doors import NATIVE, PREFIX
from contentforge_platform.errors import Forbidden, Invalid
from contentforge_tenants.sessions import InvalidRefreshToken

HEADER: Final = "X-ContentForge-Session"
_NAME: Final = "contentforge-refresh"
_OWN: Final = "same-origin"
_REFRESH_TOKEN: Final = "refresh_token"  # noqa: S105 - the name of a field


class ForeignOrigin(Forbidden):
    """A cookie was to be set or used by a request that no page of ours has made."""

    code = "foreign_origin"

    def __init__(self) -> None:
        super().__init__("Cookies are only for pages of this address; other clients keep the refresh token themselves.")


@dataclass(frozen=True, slots=True)
class Carrier:
    """How the refresh token travels with one request: in a cookie, or, as for everybody but browsers, in the body."""

    request: Request
    in_cookie: bool

    def presented(self, in_body: str | None) -> str:
        """The refresh token that the request brings.

        Raises:
            InvalidRefreshToken: a cookie is meant, and there is none (401).
            Invalid: it is missing in the body (422).
        """
        token = self.cookie if self.in_cookie else in_body
        if token is not None:
            return token
        if self.in_cookie:
            raise InvalidRefreshToken("Invalid or expired refresh token")
        raise Invalid("Field required", loc=("body", _REFRESH_TOKEN))

    @property
    def cookie(self) -> str | None:
        """What the cookie holds; None also where no cookie is meant."""
        return self.request.cookies.get(self._name) if self.in_cookie else None

    def hand_over(self, content: dict[str, object], status: int = 200) -> Response:
        """Answer with `content`, whose refresh token goes where the client wants to have it."""
        if not self.in_cookie:
            return answer(content, status)
        settings = runtime_of(self.request).keyring.settings
        seconds = int(settings.lifetimes(NATIVE).refresh.total_seconds())
        response = answer({name: value for name, value in content.items() if name != _REFRESH_TOKEN}, status)
        self._set(response, str(content[_REFRESH_TOKEN]), seconds)
        return response

    def dismiss(self, response: Response) -> Response:
        """Have the browser forget the cookie, too."""
        if self.in_cookie:
            self._set(response, "", 0)
        return response

    def _set(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(
            self._name,
            value,
            max_age=seconds,
            path=quote(f"{self.request.scope.get('root_path', '')}{PREFIX}/auth"),
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    @property
    def _name(self) -> str:
        """With the prefix, a browser takes the cookie from secure pages only. `__Host-` would forbid a path."""
        return f"__Secure-{_NAME}" if self._is_secure else _NAME

    @property
    def _is_secure(self) -> bool:
        """Everywhere but on this machine itself without TLS; a proxy in front of us may end TLS and not tell."""
        url = self.request.url
        return url.scheme == "https" or not _is_loopback(url.hostname or "")


async def _carrier(
    request: Request,
    mode: Annotated[
        Literal["cookie"] | None,
        Header(
            alias=HEADER,
            description=(
                "`cookie`: the refresh token comes and goes in an HttpOnly cookie instead of the body. "
                "For pages of this address only; the browser's `Origin` is checked."
            ),
        ),
    ] = None,
) -> Carrier:
    if mode is not None and not _is_ours(request):
        raise ForeignOrigin
    return Carrier(request, in_cookie=mode is not None)


HowTokensTravel = Annotated[Carrier, Depends(_carrier)]


def _is_ours(request: Request) -> bool:
    """Whether a page of our own address has made the request: at the host that it asks, or at the public address."""
    origin = request.headers.get("origin")
    if origin is None or request.headers.get("sec-fetch-site", _OWN) != _OWN:
        return False
    public = runtime_of(request).settings.public_url
    if public is not None and origin == _origin(str(public)):
        return True
    # Behind a proxy that ends TLS the scheme of our own address is not known for sure; the host is.
    scheme, _, host = origin.partition("://")
    return scheme in {"http", "https"} and host.lower() == request.headers.get("host", "").lower() != ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
