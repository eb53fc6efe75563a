"""How a post may stand, and who may have it stand so."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from contentforge_blog.posts.status import EDGES, SEEN, Standing, Status, Wish, needed, resolve
from contentforge_platform.errors import Invalid
from contentforge_tenants.access import Permission, Role, permissions_of

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
EARLIER = NOW - timedelta(days=30)
DRAFT = Standing(Status.DRAFT)
SCHEDULED = Standing(Status.SCHEDULED, LATER)
PUBLISHED = Standing(Status.PUBLISHED, EARLIER)


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        (None, Wish(), DRAFT),
        (None, Wish(Status.PUBLISHED), Standing(Status.PUBLISHED, NOW)),
        (None, Wish(Status.DRAFT, LATER, dated=True), Standing(Status.DRAFT, LATER)),
        (DRAFT, Wish(Status.PUBLISHED), Standing(Status.PUBLISHED, NOW)),
        (DRAFT, Wish(Status.PUBLISHED, LATER, dated=True), SCHEDULED),
        (DRAFT, Wish(Status.PUBLISHED, EARLIER, dated=True), Standing(Status.PUBLISHED, NOW)),
        (DRAFT, Wish(Status.SCHEDULED, LATER, dated=True), SCHEDULED),
        (DRAFT, Wish(Status.SCHEDULED, EARLIER, dated=True), Standing(Status.PUBLISHED, NOW)),
        (Standing(Status.REVIEW, LATER), Wish(Status.SCHEDULED), SCHEDULED),
        (Standing(Status.DRAFT, LATER), Wish(Status.REVIEW), Standing(Status.REVIEW, LATER)),
        (SCHEDULED, Wish(), SCHEDULED),
        (SCHEDULED, Wish(Status.PUBLISHED), Standing(Status.PUBLISHED, NOW)),
        (SCHEDULED, Wish(Status.DRAFT), DRAFT),
        (SCHEDULED, Wish(None, EARLIER, dated=True), Standing(Status.PUBLISHED, NOW)),
        (Standing(Status.SCHEDULED, EARLIER), Wish(), Standing(Status.SCHEDULED, EARLIER)),
        (PUBLISHED, Wish(Status.PUBLISHED), PUBLISHED),
        (PUBLISHED, Wish(Status.PUBLISHED, None, dated=True), PUBLISHED),
        (PUBLISHED, Wish(None, NOW, dated=True), Standing(Status.PUBLISHED, NOW)),
        (PUBLISHED, Wish(None, LATER, dated=True), SCHEDULED),
        (PUBLISHED, Wish(Status.DRAFT), DRAFT),
    ],
)
def test_a_wish_is_resolved_by_what_is_and_what_time_it_is(
    before: Standing | None, wish: Wish, after: Standing
) -> None:
    assert resolve(before, wish, NOW) == after


@pytest.mark.parametrize(
    ("before", "wish"),
    [(DRAFT, Wish(Status.SCHEDULED)), (None, Wish(Status.SCHEDULED)), (SCHEDULED, Wish(None, None, dated=True))],
)
def test_nothing_is_scheduled_without_a_time(before: Standing | None, wish: Wish) -> None:
    with pytest.raises(Invalid, match="publishAt"):
        resolve(before, wish, NOW)


def test_every_edge_has_its_permission_and_an_author_reaches_nothing_that_readers_see() -> None:
    assert EDGES.keys() == set(product([None, *Status], Status))
    may = permissions_of(Role.AUTHOR)

    for (before, after), permission in EDGES.items():
        assert (permission in may) is not ({before, after} & SEEN != set())


def test_to_leave_a_post_as_it_stands_needs_no_more_than_to_write() -> None:
    assert needed(PUBLISHED, PUBLISHED) is Permission.BLOG_POSTS_WRITE_OWN
    assert needed(SCHEDULED, Standing(Status.SCHEDULED, LATER + timedelta(days=1))) is Permission.BLOG_POSTS_PUBLISH
