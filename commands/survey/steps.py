"""The steps of `/survey`, whether typed or filled in."""

from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import Connection

from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.blocks import Reply
from commands.kit.noting import NOTING
from commands.kit.period_words import read_period
from commands.kit.saying import Read, Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from commands.survey import actions, views
from storage.contract.periods import day_of
from storage.contract.scoring import PeriodError, resolve_period
from storage.records import people, surveys
from storage.records.ledger import UnitOfWork

Verdict = Literal["complaint", "praise"]
_WORTH: Final[dict[tuple[Verdict, bool], Decimal]] = {
    ("complaint", True): Decimal(-1),
    ("complaint", False): Decimal("-0.5"),
    ("praise", True): Decimal(1),
    ("praise", False): Decimal("0.5"),
}
"""A complaint or praise, and whether an important person (division head and above) says it, to its points."""


def ask(said: Saying, period: str) -> Step:
    """Ask the client's people for the period."""
    for_ = _period(said, period)
    return Write(lambda work: views.asked(for_, *actions.ask(work, for_), said.t))


def answer(said: Saying, value: views.Opinion, period: str) -> Step:
    """Answer for the period."""
    for_ = _period(said, period)

    def write(work: UnitOfWork) -> Reply:
        before, after = actions.answer(work, said.speaker, for_, value)
        return views.answered(before, after, said.t)

    return Write(write)


def result(said: Saying, period: str) -> Step:
    """What was answered for the period."""
    for_ = _period(said, period)
    today = day_of(said.now)

    def read(connection: Connection) -> Reply:
        given = surveys.given_for(connection, for_)
        client = [one for one in people.everyone(connection) if one.side == "client" and one.active(today)]
        waiting = [one for one in client if one.id not in {survey.by for survey in given}]
        return views.result(for_, given, waiting, people.names(connection), said.t)

    return Read(read)


def opinion(said: Saying, verdict: Verdict, what: str) -> Step:
    """A complaint or praise, worth more from somebody important. Raises Refused where it is not said about what."""
    with at_field("what"):
        within(needed(what, text("what about")), LONGEST_TEXT)
    points = _WORTH[verdict, said.speaker.important]
    return NOTING.step(said, {}, row="satisfaction.attitude", points=points, text=what)


def _period(said: Saying, word: str) -> str:
    """The written form of the period; of the running appraisal period for no word. Raises Refused."""
    name = read_period(word or said.terms.appraisal, said.terms, said.now)
    try:
        return resolve_period(name, said.terms, said.now).name
    except PeriodError as error:
        raise Refused(
            text(
                "{period} is no period of this contract ({start} to {end}), such as a month or a quarter.",
                period=name,
                start=said.terms.from_,
                end=said.terms.until,
            )
        ) from error
