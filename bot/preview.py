"""What the clock would post between two moments: `zhiban preview`."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from rich.table import Table
from sqlalchemy import Connection

from commands.kit.moments import show_plain
from commands.kit.texts import translator
from schedulers.catalog import NUDGES
from schedulers.manners import said_between
from schedulers.stands import foreseen
from storage.contract.periods import parse_moment, write_moment
from storage.contract.terms import Terms


class Previewed(TypedDict):
    """One post: when, which nudge, under which key, to whom (a person's id or `#ops`), in which words."""

    at: str
    nudge: str
    key: str
    to: str
    text: str


def posts_between(connection: Connection, terms: Terms, start: datetime, until: datetime) -> list[Previewed]:
    """Every post from `start` up to `until`, in time order, if no further fact came in."""
    t = translator(terms.language)
    steps = said_between(NUDGES, foreseen(connection, terms, start, until), start)
    return [
        {
            "at": write_moment(step.at),
            "nudge": step.nudge.code,
            "key": step.key,
            "to": step.to,
            "text": step.line(step.at, t),
        }
        for step in steps
    ]


def preview_table(posts: Sequence[Previewed]) -> Table:
    """The posts as a table for a terminal."""
    table = Table("When", "To", "Nudge", "Says")
    for post in posts:
        table.add_row(show_plain(parse_moment(post["at"])), post["to"], post["nudge"], post["text"])
    return table
