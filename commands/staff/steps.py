"""The steps of `/staff`, whether typed or filled in."""

from typing import Final

from commands.kit.adding import Adding
from commands.kit.editing import Editing
from commands.kit.texts import text
from commands.staff import views
from storage.contract.kinds import Person, StaffChange, Vacancy
from storage.records import people
from storage.records.tables import read_one

CHANGING: Final = Adding(
    StaffChange,
    text("Announce a change"),
    ("person", "effective_on", "announced_on"),
    answer=lambda fact, said, connection: views.announced(
        fact, read_one(connection, Person, fact.person), people.names(connection), said.terms, said.t
    ),
)
EMPTYING: Final = Adding(Vacancy, text("A post stands empty"), ("post", "from_", "until"))
EDITING: Final = Editing(
    "staff", {StaffChange: ("person", "announced_on", "effective_on"), Vacancy: ("post", "from_", "until")}
)
