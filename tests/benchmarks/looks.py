"""What one look of the clock costs with many facts held: nothing to say, then with documents overdue and nudged about.

Run it as `python -m tests.benchmarks.looks [MANY]` (100,000 facts). Prints medians in milliseconds.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from schedulers.clock import changes_due
from storage.contract.kinds import Document, Fault, Person, Plan, Survey
from storage.contract.obligations import documents_owed
from storage.contract.periods import day_of
from storage.database import Database
from storage.records.calendar import announced_calendar
from storage.records.tables import FACT_TABLES, read_all, to_row
from tests.benchmarks.scores import NOW, TERMS, held, milliseconds

LATER: Final = NOW + timedelta(minutes=1)


def look(connection: Connection) -> None:
    """One look that finds what there is to do."""
    changes_due(connection, TERMS, LATER)


def hand_in(connection: Connection) -> None:
    """A PM, plans, a survey, and every document that was owed, handed in on its day."""
    faults = read_all(connection, Fault, select(FACT_TABLES[Fault]))
    owed = documents_owed(faults, (), TERMS, announced_calendar(), day_of(NOW) + timedelta(days=30))
    of_the_term = {document.subject: document for document in owed}
    came = [
        Document(id=f"d{place}", type=document.type, for_=document.for_, submitted_at=NOW - timedelta(days=1))  # type: ignore[arg-type]
        for place, document in enumerate(of_the_term.values())
    ]
    plan = Plan(id="pl-1", type="emergency", filed_on=TERMS.from_)
    answers = [Survey(id=f"sv-{place}", for_="2026-Q3", answer="very", at=NOW) for place in range(200)]
    pm = Person(id="pm", name="pm", side="team", role="pm", onsite=True)
    for facts in ([pm], [plan], came, answers):
        connection.execute(insert(FACT_TABLES[type(facts[0])]), [to_row(fact) for fact in facts])


def bring_up_to_date(database: Database) -> int:
    """Say everything that is due, and how much that was."""
    with database.write_alone() as connection:
        changes = changes_due(connection, TERMS, NOW)
        for change in changes:
            change(connection)
    return len(changes)


def main(many: int) -> None:
    """Print the figures."""
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        database = held(Path(folder), many)
        with database.write_alone() as connection:
            hand_in(connection)
        said = bring_up_to_date(database)
        say(f"one look, {many:>9,} facts held, {said} posts made before {milliseconds(database, look):8.1f} ms\n")
        with database.write_alone() as connection:
            late = FACT_TABLES[Document]
            connection.execute(late.delete().where(late.c.type == "weekly"))
        said = bring_up_to_date(database)
        say(f"the same, weekly reports overdue, {said} more posts    {milliseconds(database, look):8.1f} ms\n")
        database.close()


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], "100000")[:1]))
