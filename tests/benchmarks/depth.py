"""`make bench-depth`: lists of one organization must not grow slower with what all the others keep."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Final

sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import blog_depth, ours  # noqa: E402 - they are found only now
from benchmarks.ground import Ground, ground, run, value  # noqa: E402 - likewise
from benchmarks.load import Measured, Target, drive, generator, in_turn  # noqa: E402 - likewise
from benchmarks.ours import Product  # noqa: E402 - likewise
from benchmarks.report import Budget, Row, say, table  # noqa: E402 - likewise

_TYPES: Final = ("title", "description", "meta_description", "keywords", "bullet_points")
_EMPTY: Final = "bench_shallow"
_DEEP: Final = "bench_deep"
_SHOWN: Final = 20
_BATCH: Final = 500
_SECONDS: Final = 4
_ROUNDS: Final = 3

# The organizations that ask are the registered ones; the others need no accounts, since nobody signs in to them.
_OTHERS: Final = "CREATE TABLE bench_organization AS SELECT id, owner_id FROM organization"
_MORE: Final = "INSERT INTO bench_organization SELECT gen_random_uuid(), gen_random_uuid() FROM generate_series(1, %d)"
_FILL: Final = """
WITH chosen AS (
    SELECT id, owner_id FROM bench_organization ORDER BY id OFFSET %(offset)d LIMIT %(batch)d
), job AS (
    INSERT INTO generation_job (organization_id, id, user_id, source_type, source_data, content_types, provider, model,
        status, sequence, content_types_done, images_done, open_items, run_at, created_at, completed_at)
    SELECT chosen.id, gen_random_uuid(), owner_id, 'manual', '{"name": "Copper Kettle"}', '{%(types)s}', 'openai', 'm',
        'completed', 8, 5, 1, 0, now(), now() - place * interval '1 minute', now()
    FROM chosen, generate_series(1, %(jobs)d) AS place
    RETURNING organization_id, id, user_id, content_types, created_at
), item AS (
    INSERT INTO content_item (organization_id, id, job_id, user_id, content_type, position, text, generated_text,
        version, word_count, provider, model, created_at)
    SELECT organization_id, gen_random_uuid(), id, user_id, type, position, repeat('A kettle of copper. ', 15),
        repeat('A kettle of copper. ', 15), 1, 60, 'openai', 'm', created_at
    FROM job, unnest(content_types) WITH ORDINALITY AS wanted (type, position)
)
INSERT INTO image (organization_id, id, job_id, user_id, position, original_url, status, format, width, height,
    size_bytes, object_key, created_at)
SELECT organization_id, gen_random_uuid(), id, user_id, 1, 'https://shop.example.com/kettle.jpg', 'completed', 'webp',
    800, 600, 40000, 'kept/' || id, created_at
FROM job
"""


def main(arguments: list[str]) -> int:
    """Fill one database a little and one to the depth asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="make bench-depth", description="Measure on millions of rows.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="texts in all; 10000000 takes about 15 GB of disk")
    parser.add_argument("--organizations", type=int, default=10_000, help="among how many they are shared out")
    parser.add_argument("--posts", type=int, default=100_000, help="posts of the blog in all")
    parser.add_argument("--sites", type=int, default=50, help="among how many sites they are shared out")
    parser.add_argument("--only", choices=("lists", "blog"), help="one half of it")
    asked = parser.parse_args(arguments)
    each = max(1, asked.rows // asked.organizations // len(_TYPES))
    say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}, generator: {generator()}, 16 connections")
    with ground() as place:
        rows = [] if asked.only == "blog" else _lists(place, asked.organizations, each)
        rows += [] if asked.only == "lists" else blog_depth.blog_rows(place, asked.posts, asked.sites)
    say(f"\n{table(rows)}")
    return 0


def _lists(place: Ground, organizations: int, each: int) -> list[Row]:
    shallow, deep = Product(place, _EMPTY), Product(place, _DEEP)
    with shallow.api() as (base, _), deep.api() as (depths, _):
        tokens = {_EMPTY: ours.register(base), _DEEP: ours.register(depths)}
        fill(place.admin(_EMPTY), 0, _SHOWN)
        began = time.monotonic()
        fill(place.admin(_DEEP), organizations - ours.ORGANIZATIONS, each)
        kept = value(place.admin(_DEEP), "SELECT count(*) FROM content_item")
        size = value(place.admin(_DEEP), "SELECT pg_size_pretty(pg_database_size(current_database()))")
        say(f"{kept:,} texts of {organizations:,} organizations, {size}, {time.monotonic() - began:.0f} s")
        return measured(place, (base, tokens[_EMPTY]), (depths, tokens[_DEEP]), each)


def fill(admin: str, others: int, jobs: int) -> None:
    """Give the registered organizations, and so many others, so many jobs each: five texts and an image to a job."""
    run(admin, _OTHERS, _MORE % max(others, 0))
    total = int(value(admin, "SELECT count(*) FROM bench_organization"))
    batch = max(1, min(_BATCH, 50_000 // jobs))
    for offset in range(0, total, batch):
        run(admin, _FILL % {"offset": offset, "batch": batch, "jobs": jobs, "types": ",".join(_TYPES)})
    run(admin, "VACUUM (ANALYZE)", "CHECKPOINT")


def measured(place: Ground, shallow: tuple[str, list[str]], deep: tuple[str, list[str]], jobs: int) -> list[Row]:
    """Each list on both databases in turn."""
    last = -(-jobs // _SHOWN)
    paths = {
        "jobs, first page": "/content/jobs?per_page=20",
        "images, first page": "/images?per_page=20",
        "usage": "/usage",
    }
    rows = [_row(place, what, path, path, shallow, deep) for what, path in paths.items()]
    if last > 1:
        first = "/content/jobs?per_page=20"
        rows.append(_row(place, f"jobs, page {last}", first, f"{first}&page={last}", shallow, deep))
    return rows


def _row(
    place: Ground, what: str, path: str, deep_path: str, shallow: tuple[str, list[str]], deep: tuple[str, list[str]]
) -> Row:
    targets = [
        Target("empty", f"{shallow[0]}/api/v1{path}", shallow[1]),
        Target("deep", f"{deep[0]}/api/v1{deep_path}", deep[1]),
    ]
    drive(targets[1], 2, place.scratch)
    told = in_turn(targets, place.scratch, rounds=_ROUNDS, seconds=_SECONDS)
    slower = told["empty"].per_second / told["deep"].per_second
    return Row(what, _rate(told["deep"]), f"empty system {_rate(told['empty'])}", slower, Budget(1.5, None, most=True))


def _rate(told: Measured) -> str:
    return f"{told.per_second:,.0f}/s (p99 {told.p99_ms:.1f} ms)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
