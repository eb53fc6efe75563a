"""Rows about readers of the blog: what the internet asks for, from copies and without, beside a known headless CMS."""

from collections.abc import Mapping
from typing import Final

from benchmarks import blog_ground, ours
from benchmarks.ground import Ground
from benchmarks.http_rows import bare_parts
from benchmarks.load import Measured, Target, in_turn
from benchmarks.ours import Product
from benchmarks.report import Budget, Row

# Strapi 5 in production mode beside a bare FastAPI route, both on one machine: what it would do here follows from
# what the bare route does here.
_BARE_THERE: Final = 13_000
_STRAPI_THERE: Final = {"list": 261, "post": 331}
_CACHED: Final = Budget(12, 20)
_MADE: Final = Budget(4, 8)
_SITES: Final = 50
_POSTS: Final = 100
_WORK: Final = {"list": "public list of 10 posts", "post": "public post by slug"}


def blog_rows(ground: Ground, product: Product) -> list[Row]:
    """Both requests at 50 sites in turn: first from copies, then with copies switched off."""
    with product.api() as (base, _):
        ours.register(base, number=_SITES)
    slugs = blog_ground.slugs(product.admin, _SITES)
    blog_ground.fill(product.admin, _SITES, _POSTS)
    with product.api() as (base, _), bare_parts(ground) as bare:
        told = in_turn([Target("hello", f"{bare}/hello"), *readers(base, slugs)], ground.scratch, rounds=3, seconds=4)
    with product.api(CONTENTFORGE_BLOG__COPIES_SECONDS="0") as (base, _):
        made = in_turn(readers(base, slugs), ground.scratch, rounds=3, seconds=4)
    here = told["hello"].per_second / _BARE_THERE
    return [
        *(_beside_strapi(f"{_WORK[name]}, from a copy", name, told, here, _CACHED) for name in _WORK),
        *(_beside_strapi(f"{_WORK[name]}, made anew", name, made, here, _MADE) for name in _WORK),
    ]


def readers(base: str, slugs: list[str], number: int = 50) -> list[Target]:
    """Readers of the sites: the newest ten posts, and one post of `number`."""
    places = [f"/t/{slug}/blog/api/posts" for slug in slugs]
    return [
        Target("list", base, paths=[f"{place}?locale=en&limit=10" for place in places]),
        Target("post", base, paths=[f"{place}/en/copper-kettle-{number}" for place in places]),
    ]


def _beside_strapi(work: str, name: str, told: Mapping[str, Measured], here: float, budget: Budget) -> Row:
    mine, theirs = told[name], _STRAPI_THERE[name] * here
    rate = f"{mine.per_second:,.0f}/s (p50 {mine.p50_ms:.1f}, p99 {mine.p99_ms:.1f} ms)"
    return Row(work, rate, f"Strapi, scaled {theirs:,.0f}/s", mine.per_second / theirs, budget)
