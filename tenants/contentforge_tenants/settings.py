"""How people sign in: which passwords are accepted, and how long sessions and tokens live."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from contentforge_platform.settings import Section
from contentforge_tenants.access import Audience


class Registration(StrEnum):
    """Who may make an account: everybody, the invited, or nobody."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """For how long an access token is good, and for how long a session goes on without a refresh."""

    access: timedelta
    refresh: timedelta

    @property
    def session(self) -> timedelta:
        """A session never ends before its access tokens."""
        return max(self.access, self.refresh)


class AuthSettings(Section):
    """CONTENTFORGE_AUTH__*."""

    refuse_common_passwords: bool = Field(
        default=True,
        description="Refuse passwords that guessers try first. `dev` and the tests turn it off unless it is set.",
    )
    refresh_grace_seconds: float = Field(
        10.0,
        ge=0,
        le=60,
        description="A refresh token may be presented again for so long, while no successor of it has been used.",
    )
    access_minutes: int = Field(15, ge=1, le=60, description="Lifetime of an access token.")
    access_minutes_cgms: int = Field(1440, ge=1, description="The same for cgms, whose client never refreshes.")
    access_minutes_generator: int = Field(43200, ge=1, description="The same for generator, which has no refresh.")
    refresh_days: int = Field(30, ge=1, le=365, description="A session ends after so many days without a refresh.")
    refresh_days_writer: int = Field(7, ge=1, le=365, description="The same for writer.")
    refresh_days_blog: int = Field(7, ge=1, le=365, description="The same for the blog.")
    failed_logins: int = Field(10, ge=1, description="Failed logins per address within the window, before 429.")
    deletion_grace_days: int = Field(
        30, ge=0, le=365, description="Accounts and organizations that are to be deleted can be kept for so many days."
    )
    failed_logins_window_seconds: int = Field(300, ge=1, description="The window of `failed_logins`.")

    def lifetimes(self, audience: Audience) -> Lifetimes:
        """How long what an API issues is good."""
        access = {
            Audience.CGMS: self.access_minutes_cgms,
            Audience.GENERATOR: self.access_minutes_generator,
        }.get(audience, self.access_minutes)
        refresh = {
            Audience.WRITER: self.refresh_days_writer,
            Audience.BLOG: self.refresh_days_blog,
        }.get(audience, self.refresh_days)
        return Lifetimes(access=timedelta(minutes=access), refresh=timedelta(days=refresh))
