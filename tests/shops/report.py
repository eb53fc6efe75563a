"""Print what is extracted from each shop page of this folder: `python tests/shops/report.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shops.catalogue import EXPECTED, extract, rights


def main() -> int:
    wrong = 0
    print(f"{'page':28} {'name':36} {'price':>10} {'cur':4} {'brand':13} feat img text  right")  # noqa: T201 - a report
    for file, expected in EXPECTED.items():
        facts, reason = extract(file)
        right = rights(file, facts, reason)
        wrong += sum(not value for value in right.values())
        verdict = "yes" if all(right.values()) else "NO: " + ", ".join(k for k, v in right.items() if not v)
        if facts is None:
            line = f"{file[:-5]:28} {'(' + str(reason) + ')':36} {'':>10} {'':4} {'':13} {'':4} {'':3} {'':4}"
        else:
            line = (
                f"{file[:-5]:28} {(facts.name or '-')[:36]:36} {facts.price or '-':>10} {facts.currency or '-':4} "
                f"{(facts.brand or '-')[:13]:13} {len(facts.features):4} {len(facts.image_urls):3} "
                f"{len(facts.summary or ''):4}"
            )
        print(f"{line}  {verdict:5} {expected['shape']}")  # noqa: T201 - a report
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
