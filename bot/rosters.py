"""The duty roster on the command line: `zhiban roster`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection

from bot.errors import RefusedError
from commands.catalog import Catalog
from commands.kit.blocks import unescape
from commands.kit.saying import Refused
from commands.kit.texts import translator
from commands.roster import actions, steps
from commands.roster.ics import roster_file
from commands.roster.views import why
from storage.contract.periods import day_of
from storage.contract.roster import draw_up
from storage.contract.terms import Terms
from storage.contract.turns import Turn
from storage.records import people
from storage.records.ledger import UnitOfWork


def drawn_up(connection: Connection, first: date, last: date) -> list[Turn]:
    """The roster of those days, whichever they are; nothing is recorded. Raises RefusedError."""
    with _refusing():
        return draw_up(steps.given_for(connection, first, last))


def put_in_force(work: UnitOfWork, terms: Terms, first: date, last: date) -> list[Turn]:
    """Draw up the roster of those days that are ahead, record what is new and tell those concerned.

    Days that are all over are filled in without anybody being told, as one by one with `/roster set`. Raises
    RefusedError.
    """
    today = day_of(work.now)
    with _refusing():
        days = steps.days_ahead(first, last, first if last < today else today, terms)
        given = steps.given_for(work.connection, *days)
    drawn = draw_up(given)
    actions.put_in_force(work, given, drawn)
    Catalog().reflect(work, terms)
    return drawn


@contextmanager
def _refusing() -> Iterator[None]:
    """Let a kind refusal be the command line's."""
    try:
        yield
    except Refused as refused:
        raise RefusedError(translator("en")(refused.why)) from refused


def lines(connection: Connection, terms: Terms, drawn: Sequence[Turn]) -> Iterator[str]:
    """A line for each turn: the day, the part of it, the person's id or `-`, and why, with tabs between."""
    t, names = translator(terms.language), people.names(connection)
    for turn in drawn:
        yield "\t".join((str(turn.day), turn.part, turn.person or "-", unescape(why(turn.reason, names, t))))


def ics(connection: Connection, first: date, last: date) -> bytes:
    """The turns of those days as an iCalendar file."""
    return roster_file(connection, first, last).content
