"""How the HTTP edge behaves: body sizes, browsers of other origins, rate limits, sockets."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from contentforge_platform.settings import ListOf, Section

DEVELOPMENT_ORIGINS = (
    "http://localhost:3000",
    "http://localhost:3001",
    "http://localhost:3102",
    "http://localhost:5173",
)
_MEGABYTE = 1024 * 1024


def _check_origin(value: object) -> object:
    if isinstance(value, str):
        value = value.rstrip("/")
        if value == "*" or not value.startswith(("http://", "https://")) or "/" in value.split("://", 1)[1]:
            raise ValueError("an origin is scheme://host[:port], and never *")
    return value


Origin = Annotated[str, BeforeValidator(_check_origin)]


class CorsSettings(Section):
    """CONTENTFORGE_CORS__*."""

    origins: ListOf[Origin] = Field(
        default=[],
        description="Origins whose pages may call the APIs with credentials; a JSON list, or comma-separated.",
    )
    max_age_seconds: int = Field(default=600, ge=0, description="How long browsers may keep the answer to a preflight.")


class HttpSettings(Section):
    """CONTENTFORGE_HTTP__*."""

    max_body_bytes: int = Field(
        default=_MEGABYTE, ge=1024, description="A larger body is refused, unless its route allows."
    )
    max_csv_bytes: int = Field(default=10 * _MEGABYTE, ge=1024, description="The largest CSV upload.")
    max_media_bytes: int = Field(
        default=51 * _MEGABYTE, ge=1024, description="The largest media upload, form included."
    )
    hsts_seconds: int = Field(
        default=0, ge=0, description="Strict-Transport-Security for this long on https; 0 sends none."
    )


class RateLimitSettings(Section):
    """CONTENTFORGE_RATE_LIMIT__*. Numbers are requests per minute."""

    enabled: bool = Field(default=True, description="Off for load tests.")
    address: int = Field(default=1000, ge=1, description="Per client address, before authentication.")
    public: int = Field(default=3000, ge=1, description="Per client address, on the blog's public reads and media.")
    anonymous: int = Field(
        default=100, ge=1, description="Per client address without credentials, outside of the blog."
    )
    principal: int = Field(default=600, ge=1, description="Per user or API key.")
    login: int = Field(default=10, ge=1, description="Logins and registrations per client address.")
    mails: int = Field(default=3, ge=1, description="Mails that one client address may ask for.")
    timeout_seconds: float = Field(default=0.05, gt=0, le=5, description="How long the counter may take to answer.")


class RealtimeSettings(Section):
    """CONTENTFORGE_REALTIME__*. Each API process counts its own sockets."""

    sockets: int = Field(default=10_000, ge=1, description="Connections that one API process holds at once.")
    sockets_per_user: int = Field(default=50, ge=1, description="Sockets of one person in one API process.")
    subscriptions: int = Field(default=1000, ge=1, description="What one socket may be subscribed to at once.")
    messages_at_once: int = Field(default=100, ge=50, description="Messages that a socket may send at one moment.")
    messages_per_second: float = Field(default=20, gt=0, description="Messages that a socket may send all the time.")
    refusals: int = Field(
        default=20_000, ge=1, description="A socket is closed after so many messages beyond its limit in a row."
    )
    waiting_messages: int = Field(
        default=1000, ge=100, description="A client for whom more messages wait is cut off; it can connect anew."
    )
    max_message_bytes: int = Field(
        default=100_000, ge=1024, le=1_000_000, description="A client that sends a larger message is cut off."
    )
    connect_seconds: float = Field(
        default=30, gt=0, description="A connection without any socket in it is closed after so long."
    )
    recheck_seconds: float = Field(
        default=60, gt=0, le=60, description="How often the database is asked whether all sockets' sessions still live."
    )
    ping_interval_seconds: float = Field(default=25, gt=0, description="Between two pings to a client.")
    ping_timeout_seconds: float = Field(default=20, gt=0, description="How long a client may take to answer one.")
