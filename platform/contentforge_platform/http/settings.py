"""How the HTTP edge behaves: body sizes, browsers of other origins, rate limits."""

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
    timeout_seconds: float = Field(default=0.05, gt=0, le=5, description="How long the counter may take to answer.")
