"""`make bench`: the product beside its partner and beside the bare parts it stands on, as ratios of one run."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.bench import main  # noqa: E402 - it is found only now

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
