"""The steps of `/score`, whether typed or filled in."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.period_words import named_period
from commands.kit.roles import may
from commands.kit.saying import Read, Refused, Saying, Step
from commands.score import outlook_views, views
from storage.contract.fact import Fact
from storage.contract.kinds import KIND_NAMED
from storage.contract.model import Row, Standing
from storage.contract.periods import Span, parse_span
from storage.contract.scoring import PeriodError, resolve_period
from storage.records.outlook import Outlook, outlook_of
from storage.records.standing import standing_of
from storage.records.tables import read_one


def show(said: Saying, period: str) -> Step:
    """The standing of the period; of the appraisal period for no word."""
    span = span_meant(said, period)
    return Read(lambda connection: _shown(said, outlook_of(connection, said.terms, span, said.now)))


def waiting(said: Saying, period: str) -> Step:
    """What of the period waits for the client's word; the appraisal period for no word."""
    span = span_meant(said, period)
    return Read(lambda connection: views.waiting(_standing(said, connection, span), hidden_from(said), said.t))


def explain(said: Saying, row: Row, key: str | None, period: str) -> Step:
    """A row, or one of its entries by its key, in the period; without one an entry is looked for in the whole term."""
    span = span_meant(said, period or ("contract" if key else said.terms.appraisal))
    return Read(lambda connection: _explained(said, row, key, connection, span))


def _shown(said: Saying, outlook: Outlook) -> Reply:
    hidden = hidden_from(said)
    beside = outlook_views.beside(outlook.due, outlook.targets, hidden, said.now, said.t)
    return views.standing(outlook.standing, said.terms, hidden, said.t, beside)


def _explained(said: Saying, row: Row, key: str | None, connection: Connection, span: Span) -> Reply:
    standing = _standing(said, connection, span)
    judged = next(judged for judged in standing.rows if judged.code == row.code)
    if key is None:
        return views.explained_row(row, judged, standing, hidden_from(said), said.t)
    hidden = hidden_from(said)
    seen = (entry for entry in judged.entries if not hidden(entry.row, entry.person))
    entry = next((entry for entry in seen if entry.key.casefold() == key.casefold()), None)
    if entry is None:
        raise Refused(views.no_entry(key, standing, may_be_hidden=hidden(row.code, "")))
    return views.explained_entry(row, entry, list(_held(entry.evidence, connection)), said.t)


def _held(evidence: Iterable[str], connection: Connection) -> Iterator[Fact]:
    for name in evidence:
        kind, _, id_ = name.partition(":")
        fact = read_one(connection, KIND_NAMED[kind], id_)
        if fact is not None:
            yield fact


def _standing(said: Saying, connection: Connection, span: Span) -> Standing:
    return standing_of(connection, said.terms, span, said.now)


def hidden_from(said: Saying) -> views.Hidden:
    """Which entries the speaker may not see: other people's attendance and leave."""
    sees_all = may(said.speaker, "score.attendance")

    def hidden(row: str, person: str | None) -> bool:
        personal = row.startswith("attendance.") and person is not None
        return personal and not sees_all and person != said.speaker.id

    return hidden


def span_meant(said: Saying, word: str) -> Span:
    """The period that the word names; the appraisal period for no word. Raises Refused for what is none."""
    name = named_period(word, said.terms, said.now) if word else said.terms.appraisal
    try:
        return resolve_period(name, said.terms, said.now)
    except PeriodError as error:
        raise Refused(views.no_period(word or name, said.terms, is_week=_is_week(name))) from error


def _is_week(name: str) -> bool:
    try:
        return parse_span(name).form == "week"
    except ValueError:
        return False
