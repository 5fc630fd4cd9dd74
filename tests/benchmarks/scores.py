"""What `/score month` costs: with many facts held over with few, and over the raw SQL sum of the rows it reads.

Run it as `python -m tests.benchmarks.scores [FEW] [MANY]` (10,000 and 1,000,000 facts). Both databases hold the same
facts of the month asked, and as many of every month before it, over as many years as it takes. Prints medians in
milliseconds, and ratios.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from storage.contract.fact import Fact
from storage.contract.kinds import Fault, Inspection, Person, Problem, Punch, Request
from storage.contract.periods import BEIJING, parse_moment
from storage.contract.rubric import shipped_rows, windows_read
from storage.contract.scoring import resolve_period
from storage.contract.targets import READS
from storage.contract.terms import load_terms
from storage.contract.windows import Reach
from storage.database import Database
from storage.migrations import migrate
from storage.records.calendar import announced_calendar
from storage.records.outlook import outlook_of
from storage.records.selection import selects
from storage.records.tables import FACT_TABLES, to_row

TERMS: Final = load_terms({"systems": ["portal"]})
MONTH: Final = datetime(2026, 11, 1, tzinfo=BEIJING)
NOW: Final = parse_moment("2026-11-30T18:30:00+08:00")
IN_THE_MONTH: Final = 2_000
EVERY: Final = (NOW - MONTH) / IN_THE_MONTH
PEOPLE: Final = [f"p{number}" for number in range(20)]
ROUNDS: Final = 15
AT_ONCE: Final = 20_000


def facts(count: int) -> Iterator[Fact]:
    """That many facts, the newest first and evenly spaced: mostly punches, as in life."""
    chance = random.Random(0)
    return (_fact(f"x{number}", NOW - number * EVERY, chance) for number in range(count))


def _fact(id_: str, at: datetime, chance: random.Random) -> Fact:
    at = at.replace(microsecond=0)
    soon = at + timedelta(minutes=chance.randrange(1, 20))
    match chance.random():
        case draw if draw < 0.6:
            return Punch(id=id_, person=chance.choice(PEOPLE), way=chance.choice(("in", "out")), at=at)
        case draw if draw < 0.75:
            return Inspection(id=id_, type=chance.choice(("page", "server")), at=at, by=PEOPLE[0], ok=True)
        case draw if draw < 0.85:
            return Problem(id=id_, found_at=at, scope=chance.choice(("in", "out")), by=PEOPLE[0], fed_back_at=soon)
        case draw if draw < 0.95:
            return Request(id=id_, channel="call", arrived_at=at, answered_at=soon)
    return Fault(
        id=id_,
        title="slow",
        system="portal",
        level=chance.randrange(3, 6),
        type="function",
        noticed_at=at,
        responded_at=soon,
        handled_at=soon + timedelta(hours=3),
        closed_at=soon + timedelta(hours=4),
    )


def held(folder: Path, count: int) -> Database:
    """A database with so many facts."""
    database = Database(f"sqlite:///{folder}/{count}.db")
    migrate(database)
    people = (Person(id=id_, name=id_, side="team", role="engineer", onsite=True) for id_ in PEOPLE)
    everything = chain(people, facts(count - len(PEOPLE)))
    with database.write_alone() as connection:
        while some := list(islice(everything, AT_ONCE)):
            for kind in {type(fact) for fact in some}:
                rows = [to_row(fact) for fact in some if type(fact) is kind]
                connection.execute(insert(FACT_TABLES[kind]), rows)
    return database


def raw_sums(connection: Connection) -> Callable[[Connection], None]:
    """Sums, in plain SQL, over every row that the score of the month reads."""
    period = resolve_period("month", TERMS, NOW)
    reach = Reach(TERMS, announced_calendar(), period, period)
    statements = [
        str(_sum(query).compile(connection, compile_kwargs={"literal_binds": True}))
        for kind, windows in windows_read(shipped_rows(), READS).items()
        for query in selects(kind, tuple(chain.from_iterable(window(reach) for window in windows)))
    ]

    def run(connection: Connection) -> None:
        cursor = connection.connection.cursor()
        for statement in statements:
            cursor.execute(statement).fetchall()

    return run


def _sum(query: Select[Any]) -> Any:
    rows = query.subquery()
    return select(func.count(), *(func.sum(func.length(column)) for column in rows.c))


def score_month(connection: Connection) -> None:
    """What `/score month` does."""
    outlook_of(connection, TERMS, resolve_period("month", TERMS, NOW), NOW)


def milliseconds(database: Database, work: Callable[[Connection], None]) -> float:
    """The median time of the work, after one round that is not counted."""
    taken = []
    with database.read() as connection:
        work(connection)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            work(connection)
            taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def main(few: int, many: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = held(Path(folder), few), held(Path(folder), many)
        score_few, score_many = milliseconds(small, score_month), milliseconds(large, score_month)
        with large.read() as connection:
            sums = milliseconds(large, raw_sums(connection))
        for database in (small, large):
            database.close()
    say = sys.stdout.write
    say(f"/score month, {few:>9,} facts held {score_few:8.1f} ms\n")
    say(f"/score month, {many:>9,} facts held {score_many:8.1f} ms   {score_many / score_few:.2f} times that\n")
    say(f"raw SQL sum of the same rows      {sums:8.1f} ms   the score takes {score_many / sums:.2f} times that\n")


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], "10000", "1000000")[:2]))
