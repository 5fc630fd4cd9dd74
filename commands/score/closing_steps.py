"""The steps by which periods are closed and closed ones are shown, whether typed or filled in."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection

from commands.kit.answers import Answers, at_field
from commands.kit.arguments import LONGEST_TEXT, split_first, within
from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.roles import rules
from commands.kit.saying import Read, Refused, Saying, Step, Write
from commands.kit.texts import text
from commands.score import closing_views
from commands.score.entries import hidden_from
from commands.score.periods import span_meant
from commands.score.ruling_steps import check_rules
from storage.contract.obligations import spans_of
from storage.contract.periods import Form as PeriodForm
from storage.contract.periods import Span, day_of
from storage.contract.terms import Terms
from storage.records import closings, people
from storage.records.closings import Kept
from storage.records.ledger import UnitOfWork
from storage.records.standing import standing_of

MOST_OFFERED: Final = 3
_FORMS: Final[tuple[PeriodForm, ...]] = ("month", "quarter", "half", "year")


def typed(said: Saying) -> Step:
    """`close PERIOD [REASON]`."""
    check_rules(said)
    word, reason = split_first(said.needs_words(text("which period, such as 2026-07 or 上季度")))
    return close(said, word, reason)


def close(said: Saying, word: str, reason: str) -> Step:
    """Accept the standing of a period that has ended. Raises Refused where the speaker may not, or it has not."""
    check_rules(said)
    span = span_meant(said, word)
    if not _ended(span, said):
        raise Refused(closing_views.not_ended(span), shows_example=False)
    with at_field("reason"):
        within(reason, LONGEST_TEXT)
    return Write(lambda work: _close(work, said, span, reason))


def listed(said: Saying) -> Step:
    """The closed periods, each as it was settled and as it would be judged today."""
    if said.words:
        raise Refused(text("Please say `/score closings` alone; `/score 2026-07` shows one of them."))

    def read(connection: Connection) -> Reply:
        found = [
            (
                kept,
                people.name_of(connection, kept.closing.by),
                closings.today_of(connection, kept, said.terms, said.now),
            )
            for kept in closings.closed(connection)
        ]
        return closing_views.closings(found, said.t)

    return Read(read)


def settled(said: Saying, connection: Connection, kept: Kept) -> Reply:
    """A closed period as it was settled, and what judging today's facts makes otherwise."""
    settlement = closings.settlement(connection, kept, said.terms, said.now)
    by = people.name_of(connection, kept.closing.by)
    reason = closings.reason_of(connection, kept)
    return closing_views.settled(settlement, said.terms, by, reason, hidden_from(said), said.t)


def offered(said: Saying, connection: Connection) -> Sequence[Button]:
    """Buttons to close the newest appraisal periods that have ended and are open; for who may."""
    if not rules(said.speaker, said.terms):
        return ()
    open_ = _to_close(said, connection, (said.terms.appraisal,))
    return [closing_views.close_button(span) for span in open_[:MOST_OFFERED]]


def _close(work: UnitOfWork, said: Saying, span: Span, reason: str) -> Reply:
    held = closings.kept_of(work.connection, span.name)
    if held is not None:
        raise Refused(
            closing_views.closed_already(held, people.name_of(work.connection, held.closing.by)), shows_example=False
        )
    standing = standing_of(work.connection, said.terms, span, work.now)
    return closing_views.receipt(closings.close(work, standing, said.speaker.id, reason or None), said.t)


def _ended(span: Span, said: Saying) -> bool:
    return span.last < day_of(said.now)


def _to_close(said: Saying, connection: Connection, forms: Sequence[PeriodForm]) -> list[Span]:
    """The periods of those forms that have ended and are not closed, the newest first."""
    closed = closings.closed_names(connection)
    spans = [span for form in dict.fromkeys(forms) for span in _spans(form, said.terms, day_of(said.now))]
    ended = [span for span in spans if _ended(span, said) and span.name not in closed]
    return sorted(ended, key=lambda span: span.last, reverse=True)


def _spans(form: PeriodForm, terms: Terms, today: date) -> list[Span]:
    if form == "contract":
        return [terms.term]
    whole = spans_of(form, terms.from_, min(today, terms.until)) if today >= terms.from_ else ()
    clipped = (span.clipped(terms.from_, terms.until) for span in whole)
    return [span for span in clipped if span is not None]


def _ask(opening: Opening) -> Sequence[Field]:
    said = opening.said
    check_rules(said)
    spans = _to_close(said, opening.connection, (*_FORMS, "contract"))
    if not spans:
        raise Refused(text("There is no period that has ended and is not closed."), shows_example=False)
    choices = [(span.name, closing_views.days_of(span)) for span in spans]
    return [
        OneOf(name="period", label=text("Period"), choices=choices, initial=choices[0][0]),
        Words(name="reason", label=text("Reason"), longest=LONGEST_TEXT, multiline=True, optional=True),
    ]


def _take(said: Saying, answers: Answers) -> Step:
    with at_field("period"):
        if not answers.words("period"):
            raise Refused(text("Please choose one."))
        return close(said, answers.words("period"), answers.words("reason"))


CLOSE: Final = Form(text("Close a period"), _ask, _take, submit=text("Close the period"))
