"""The steps of `/score` that show the standing, whether typed or filled in."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.saying import Read, Saying, Step
from commands.score import closing_steps, outlook_views, ruling_views, views
from commands.score.entries import entry_for, evidence_for, hidden_from, offers
from commands.score.periods import span_meant
from storage.contract.fact import Fact
from storage.contract.kinds import KIND_NAMED
from storage.contract.model import Row
from storage.contract.periods import Span
from storage.records import attendance, people
from storage.records.closings import kept_of
from storage.records.outlook import outlook_of
from storage.records.standing import standing_of
from storage.records.tables import read_one


def show(said: Saying, period: str) -> Step:
    """The standing of the period, as it was settled where it is closed; of the appraisal period for no word."""
    span = span_meant(said, period)
    return Read(lambda connection: _shown(said, connection, span))


def waiting(said: Saying, period: str) -> Step:
    """What of the period waits for the client's word; the appraisal period for no word."""
    span = span_meant(said, period)

    def read(connection: Connection) -> Reply:
        standing = standing_of(connection, said.terms, span, said.now)
        return ruling_views.waiting(
            standing, hidden_from(said), offers(said), people.names(connection), said.t, at_home=said.at_home
        )

    return Read(read)


def explain(said: Saying, row: Row, key: str | None, period: str) -> Step:
    """A row, or one of its entries by its key, in the period; without one an entry is looked for wherever it can be."""
    span = span_meant(said, period) if period or key is None else None
    return Read(lambda connection: _explained(said, row, key, connection, span))


def _shown(said: Saying, connection: Connection, span: Span) -> Reply:
    kept = kept_of(connection, span.name)
    if kept is not None:
        return closing_steps.settled(said, connection, kept)
    outlook, hidden = outlook_of(connection, said.terms, span, said.now), hidden_from(said)
    return views.standing(
        outlook.standing,
        said.terms,
        hidden,
        said.t,
        outlook_views.beside(outlook.due, outlook.targets, hidden, said.now, said.t),
        claims=attendance.claims_within(connection, span.first, span.last),
        buttons_below=closing_steps.offered(said, connection) if said.at_home else (),
    )


def _explained(said: Saying, row: Row, key: str | None, connection: Connection, span: Span | None) -> Reply:
    if key is None:
        standing = standing_of(connection, said.terms, span or span_meant(said, ""), said.now, (row,))
        return views.explained_row(row, standing.rows[0], standing, hidden_from(said), said.t)
    entry = entry_for(said, connection, key, said.now, within=span)
    seen = evidence_for(said, entry)
    facts = list(_held(seen, connection))
    return views.explained_entry(
        row, entry, seen, facts, people.names(connection), said.t, ruling_views.buttons_on(entry, offers(said))
    )


def _held(evidence: Iterable[str], connection: Connection) -> Iterator[Fact]:
    for name in evidence:
        kind, _, id_ = name.partition(":")
        fact = read_one(connection, KIND_NAMED[kind], id_)
        if fact is not None:
            yield fact
