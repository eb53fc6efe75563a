"""Serve the shop pages on loopback and print what is read from each: `python tests/shops/report.py`."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from contentforge_content.sources.facts import ProductFacts
from shops.catalogue import EXPECTED, rights
from shops.serving import fetch_and_extract, loopback_egress, serving_shops


async def main() -> int:
    named = right_names = 0
    print(f"{'page':23} {'name':34} {'price':>8} {'cur':3} {'brand':11} feat img text right  shape")  # noqa: T201 - a report
    async with serving_shops() as base, loopback_egress() as egress:
        for file, expected in EXPECTED.items():
            facts, reason = await fetch_and_extract(egress, base, file)
            right = rights(file, facts, reason)
            fields = [right[field] for field in ("name", "price") if field in right]
            named, right_names = named + len(fields), right_names + sum(fields)
            wrong = ", ".join(field for field, value in right.items() if not value)
            print(f"{file[:-5]:23} {_row(facts, reason)} {wrong or 'yes':6} {expected['shape']}")  # noqa: T201 - a report
    print(f"names and prices right: {right_names} of {named}")  # noqa: T201 - a report
    return 0 if right_names == named else 1


def _row(facts: ProductFacts | None, reason: str | None) -> str:
    if facts is None:
        return f"{f'(failed: {reason})':34} {'':8} {'':3} {'':11} {'':4} {'':3} {'':4}"
    return (
        f"{(facts.name or '-')[:34]:34} {facts.price or '-':>8} {facts.currency or '-':3} "
        f"{(facts.brand or '-')[:11]:11} {len(facts.features):4} {len(facts.image_urls):3} {len(facts.summary or ''):4}"
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
