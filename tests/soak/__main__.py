"""`python -m tests.soak`: the short soak; with `--kills 200` the long one."""

from __future__ import annotations

import argparse
import random
import sys

from tests.soak.run import soak


def main() -> int:
    """0 where nothing was lost, doubled or late."""
    parser = argparse.ArgumentParser(description="Kill the bot again and again while it sends.")
    options = (("--nudges", 1000), ("--kills", 20), ("--seed", random.randrange(10_000)))
    for name, default in options:
        parser.add_argument(name, type=int, default=default)
    given = parser.parse_args()
    outcome = soak(given.nudges, given.kills, given.seed)
    print(f"seed {given.seed}: {outcome}")  # noqa: T201 -- it is what the command is for
    return 1 if outcome.lost or outcome.doubled or outcome.late else 0


if __name__ == "__main__":
    sys.exit(main())
