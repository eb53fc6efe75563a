"""How long sessions live, in each of the five APIs."""

from datetime import timedelta

import pytest

from contentforge_tenants.access import Audience
from contentforge_tenants.settings import AuthSettings


@pytest.mark.parametrize(
    ("audience", "access", "refresh"),
    [
        (Audience.CONTENTFORGE, timedelta(minutes=15), timedelta(days=30)),
        (Audience.WRITER, timedelta(minutes=15), timedelta(days=7)),
        (Audience.CGMS, timedelta(hours=24), timedelta(days=30)),
        (Audience.GENERATOR, timedelta(days=30), timedelta(days=30)),
        (Audience.BLOG, timedelta(minutes=15), timedelta(days=7)),
    ],
)
def test_each_api_has_its_lifetimes(audience: Audience, access: timedelta, refresh: timedelta) -> None:
    lifetimes = AuthSettings().lifetimes(audience)

    assert (lifetimes.access, lifetimes.refresh) == (access, refresh)


def test_a_session_never_ends_before_its_access_token() -> None:
    lifetimes = AuthSettings(refresh_days=1).lifetimes(Audience.GENERATOR)

    assert lifetimes.session == timedelta(days=30)
