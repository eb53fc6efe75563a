"""`make bench-depth ARGS=--posts 100000`: readers of one site must not wait for what all sites keep."""

from typing import Final

from benchmarks import blog_ground, ours
from benchmarks.blog_rows import readers
from benchmarks.ground import Ground, value
from benchmarks.load import Measured, Target, in_turn
from benchmarks.ours import Product
from benchmarks.report import Budget, Row, say

_EMPTY: Final = "bench_blog_shallow"
_DEEP: Final = "bench_blog_deep"
_FEW: Final = 20
_PAGE: Final = 10
_ROUNDS: Final = 3
_SECONDS: Final = 4
_WORK: Final = {
    "list": "public list of 10 posts",
    "post": "public post by slug",
    "search": "search that finds one post in a hundred",
    "common": "search that finds every post",
}


def blog_rows(ground: Ground, posts: int, sites: int) -> list[Row]:
    """The same requests, without copies, at sites of 20 posts among few, and at as many sites that share `posts`.

    Both answer with a page of ten posts: in the small sites a topic is in one post of two, in the others of a hundred.
    """
    shallow, deep = Product(ground, _EMPTY), Product(ground, _DEEP)
    with (
        shallow.api(CONTENTFORGE_BLOG__COPIES_SECONDS="0") as (base, _),
        deep.api(CONTENTFORGE_BLOG__COPIES_SECONDS="0") as (depths, _),
    ):
        few = _filled(shallow, base, sites, _FEW, topics=_FEW // _PAGE)
        many = _filled(deep, depths, sites, posts // sites, topics=100)
        kept = value(deep.admin, "SELECT count(*) FROM blog_post")
        size = value(deep.admin, "SELECT pg_size_pretty(pg_database_size(current_database()))")
        say(f"{kept:,} posts in {sites} sites, {size}")
        return [
            _row(ground, name, *pair)
            for name, pair in zip(_WORK, zip(_targets(base, few), _targets(depths, many), strict=True), strict=True)
        ]


def _filled(product: Product, base: str, sites: int, posts: int, topics: int) -> list[str]:
    ours.register(base, number=sites)
    slugs = blog_ground.slugs(product.admin, sites)
    blog_ground.fill(product.admin, sites, posts, topics)
    return slugs


def _targets(base: str, slugs: list[str]) -> list[Target]:
    places = [f"/t/{slug}/blog/api/posts" for slug in slugs]
    searches = {"search": "kettle+topic1", "common": "kettle"}
    return [
        *readers(base, slugs, _FEW // 2),
        *(
            Target(name, base, paths=[f"{place}?locale=en&search={words}" for place in places])
            for name, words in searches.items()
        ),
    ]


def _row(ground: Ground, name: str, few: Target, many: Target) -> Row:
    sides = [Target("few", few.url, paths=few.paths), Target("many", many.url, paths=many.paths)]
    told = in_turn(sides, ground.scratch, rounds=_ROUNDS, seconds=_SECONDS)
    slower = told["few"].per_second / told["many"].per_second
    return Row(_WORK[name], _rate(told["many"]), f"small site {_rate(told['few'])}", slower, Budget(1.5, most=True))


def _rate(told: Measured) -> str:
    return f"{told.per_second:,.0f}/s (p99 {told.p99_ms:.1f} ms)"
