"""The steps of `/score` that look beside the standing: what falls due, the targets, what would be if."""

from collections.abc import Sequence

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.saying import Read, Refused, Saying, Step
from commands.kit.texts import text
from commands.score import outlook_views, what_if_views
from commands.score.entries import hidden_from
from commands.score.periods import span_meant
from storage.contract.periods import Span
from storage.contract.what_if import Named, SuppositionError, suppose
from storage.records.outlook import due_soon, targets_of
from storage.records.standing import standing_of


def next_days(said: Saying) -> Step:
    """What falls due in the next days."""

    def look(connection: Connection) -> Reply:
        due = due_soon(connection, said.terms, said.now)
        return outlook_views.next_days(due, hidden_from(said), said.now, said.t)

    return Read(look)


def targets(said: Saying, period: str) -> Step:
    """The targets of the period; of the appraisal period for no word."""
    span = span_meant(said, period)

    def look(connection: Connection) -> Reply:
        found = targets_of(connection, said.terms, span, said.now)
        return outlook_views.all_targets(span, said.now, found, said.t)

    return Read(look)


def what_if(said: Saying, named: Sequence[Named]) -> Step:
    """What the score of the appraisal period would be with all that is named."""
    span = span_meant(said, "")
    if span.last < said.terms.opens:
        raise Refused(text("Nothing is judged before {day}, so nothing can change.", day=said.terms.opens))
    return Read(lambda connection: _supposed(said, named, span, connection))


def _supposed(said: Saying, named: Sequence[Named], span: Span, connection: Connection) -> Reply:
    standing = standing_of(connection, said.terms, span, said.now)
    try:
        supposition = suppose(standing, named, said.terms)
    except SuppositionError as error:
        raise Refused(what_if_views.why_not(error)) from error
    return what_if_views.supposition(supposition, said.terms, said.t)
