"""What happens to a request, through a unit of work."""

from dataclasses import replace
from datetime import datetime

from commands.kit.editing import happened
from commands.kit.moments import show_plain
from commands.kit.persons import one_of_the_team
from commands.kit.posting import keep_cards
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.request import views
from storage.contract.kinds import Request
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL


def answer(_: UnitOfWork, request: Request, at: datetime) -> Request:
    """Somebody has settled it."""
    return happened(request, "answered_at", at)


def dispatch(work: UnitOfWork, request: Request, name: str, at: datetime) -> Request:
    """It is with somebody of the second line; given on to another, the first time it was given stands."""
    person = one_of_the_team(work.connection, name, day_of(work.now))
    if request.answered_at is not None or request.missed:
        raise Refused(text("Request {id} is already settled.", id=request.id), shows_example=False, field="id")
    if request.dispatched_at is not None:
        return replace(request, person=person.id)
    given = happened(request, "dispatched_at", at)
    return replace(given, person=person.id)


def miss(_: UnitOfWork, request: Request) -> Request:
    """Nobody took the call."""
    if request.missed:
        raise Refused(text("Request {id} is marked missed already.", id=request.id), shows_example=False, field="id")
    if request.answered_at is not None:
        when = show_plain(request.answered_at)
        raise Refused(
            text("Request {id} was answered at {when}.", id=request.id, when=when), shows_example=False, field="id"
        )
    return replace(request, missed=True)


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Keep the request's post in the ops channel true, and the message to whom it was given."""
    request = change.after or change.before
    if isinstance(request, Request):
        recipients = [OPS_CHANNEL, *([request.person] if request.person else [])]
        waits = request.answered_at is None and not request.missed
        keep_cards(work, change, recipients, lambda fact, t: views.what_next(fact, terms, t), asks=waits)
