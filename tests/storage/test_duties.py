"""What a roster is made from, as the records have it: guard periods that matter, and turns of all their days."""

from __future__ import annotations

from datetime import date

import pytest

from storage.contract.kinds import Duty, Guard, Person
from storage.database import Database
from storage.records.duties import given_for
from storage.records.ledger import UnitOfWork, by_bot
from tests.storage.telling import NOW

LIN = Person(id="lin", name="Lin", side="team", role="engineer", onsite=True)
GUARDS = [
    Guard(id="g-over", name="Over", from_=date(2026, 11, 1), until=date(2026, 12, 7)),
    Guard(id="g-before", name="Ends the day before", from_=date(2026, 12, 1), until=date(2026, 12, 9)),
    Guard(id="g-now", name="Now", from_=date(2026, 12, 9), until=date(2026, 12, 13)),
    Guard(id="g-ahead", name="Ahead", from_=date(2026, 12, 13), until=date(2026, 12, 20)),
]
DUTIES = [Duty(id=f"du-{day}", day=date(2026, 12, day), person="lin") for day in range(1, 21)]


@pytest.mark.parametrize(
    ("first", "last", "guards", "until"),
    [
        (10, 11, ["g-before", "g-now"], 13),
        (10, 13, ["g-before", "g-now", "g-ahead"], 20),
        (14, 14, ["g-now", "g-ahead"], 20),
        (21, 21, [], 20),
    ],
)
def test_guard_periods_are_given_with_those_that_share_their_days(
    database: Database, first: int, last: int, guards: list[str], until: int
) -> None:
    with database.write_alone(keep=False) as connection:
        UnitOfWork(connection, by_bot("test"), NOW).record_all([LIN, *GUARDS, *DUTIES], replace=False)
        given = given_for(connection, date(2026, 12, first), date(2026, 12, last))
    assert [guard.id for guard in given.guards] == guards
    assert [duty.day.day for duty in given.duties] == list(range(1, until + 1))
