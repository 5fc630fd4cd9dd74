"""The periods that people name."""

from commands.kit.period_words import named_period
from commands.kit.saying import Refused, Saying
from commands.score import views
from storage.contract.periods import Span, parse_span
from storage.contract.scoring import PeriodError, resolve_period


def span_meant(said: Saying, word: str) -> Span:
    """The period that the word names; the appraisal period for no word. Raises Refused."""
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
