"""The three roles: `owner` migrates, `app` serves under row-level security, `system` sees all but is no superuser."""

from dataclasses import dataclass

from sqlalchemy import URL, make_url


@dataclass(frozen=True, slots=True)
class Roles:
    """Role names, as the grants and policies of the migrations need them."""

    owner: str = "contentforge_owner"
    app: str = "contentforge_app"
    system: str = "contentforge_system"


def async_url(url: str) -> URL:
    """The same URL for SQLAlchemy's asyncpg dialect, whatever driver it names."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def driver_url(url: str) -> str:
    """The same URL in the plain form that asyncpg itself and PostgreSQL's own tools read."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
