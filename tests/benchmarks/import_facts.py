"""How long an import, an export, a check and a score of many facts take.

Run it as `python -m tests.benchmarks.import_facts [COUNT] [DATABASE_URL]`; without a URL on a SQLite file of its own.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date, timedelta
from pathlib import Path

from bot.cli import run_command_line

FIRST_DAY = date(2026, 6, 15)
COUNT = 100_000


def facts(count: int) -> Iterator[str]:
    """A hundred people who punch in and out, day by day."""
    people = [f"p{number}" for number in range(100)]
    for id_ in people:
        yield f'{{"kind":"person","id":"{id_}","name":"{id_}","side":"team","role":"engineer","onsite":true}}\n'
    for number in range(count - len(people)):
        day = FIRST_DAY + timedelta(days=number // 200 % 365)
        way, hour = ("in", "08:55") if number % 2 else ("out", "18:05")
        moment = f"{day}T{hour}:{number // 73_000 % 60:02}+08:00"
        person = people[number // 2 % 100]
        yield f'{{"kind":"punch","id":"u{number}","person":"{person}","way":"{way}","at":"{moment}"}}\n'


def measure(*arguments: str) -> None:
    """Run a command of the bot and print its seconds."""
    started = time.perf_counter()
    with redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        code = run_command_line(list(arguments))
    sys.stdout.write(f"{time.perf_counter() - started:7.2f} s  exit {code}  {' '.join(arguments[:1])}\n")


def main(count: int, url: str | None) -> None:
    """Measure over `count` facts."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIBAN_HOME"] = folder
        if url is not None:
            os.environ["DATABASE_URL"] = url
        file = Path(folder, "facts.jsonl")
        file.write_text("".join(facts(count)))
        measure("import", str(file))
        measure("import", str(file))
        measure("export", str(Path(folder, "out.jsonl")))
        measure("check")
        measure("score", "2026-07", "--at", "2026-07-31T23:59:59+08:00", "--json")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT, sys.argv[2] if len(sys.argv) > 2 else None)
