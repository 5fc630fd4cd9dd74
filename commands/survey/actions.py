"""Asking the client, and what it answers, through a unit of work."""

from dataclasses import replace
from functools import partial

from commands.kit.blocks import bilingual
from commands.kit.moments import to_the_second
from commands.kit.posting import keep_cards, supervisors
from commands.survey import views
from storage.contract.kinds import Person, Survey
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import people, surveys
from storage.records.finding import new_id
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import Message, enqueue, posts_under, say_anew, settle


def ask(work: UnitOfWork, period: str) -> tuple[list[Person], list[Person]]:
    """Ask the client's people who have not answered for the period: those asked, and those Slack does not reach."""
    today = day_of(work.now)
    answered = {survey.by for survey in surveys.given_for(work.connection, period)}
    client = [one for one in people.everyone(work.connection) if one.side == "client" and one.active(today)]
    waiting = [one for one in client if one.id not in answered]
    asked = [one for one in waiting if one.slack]
    for person in asked:
        _ask(work, period, person.id)
    return asked, [one for one in waiting if not one.slack]


def answer(work: UnitOfWork, by: Person, period: str, value: views.Opinion) -> tuple[Survey | None, Survey]:
    """Somebody's answer for the period; given again it replaces the one before, so that nobody counts twice."""
    held = next((one for one in surveys.given_for(work.connection, period) if one.by == by.id), None)
    at = to_the_second(work.now)
    if held is not None:
        return held, work.record(replace(held, answer=value, at=at))
    fact = Survey(
        id=new_id(work, Survey), for_=period, answer=value, at=at, by=by.id, recorded_at=work.now, recorded_by=by.id
    )
    return None, work.record(fact)


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Thank whoever was asked, and let the PM and the managers see the answer."""
    fact = change.after or change.before
    if not isinstance(fact, Survey) or not isinstance(change.after, Survey | None):
        return
    questions = posts_under(work.connection, _key(fact.for_, fact.by)) if fact.by else []
    for post in questions:
        if change.after is None:
            say_anew(work.connection, post.key, bilingual(partial(views.question, fact.for_)), work.now, asks=True)
        else:
            settle(work.connection, post.key, bilingual(partial(views.thanks, change.after)), work.now)
    keep_cards(work, change, [one for one in supervisors(work) if one != fact.by])


def _ask(work: UnitOfWork, period: str, person: str) -> None:
    """Ask somebody; again under another key, since nobody is told of an edit."""
    before = posts_under(work.connection, _key(period, person))
    key = f"{_key(period, person)}:{len(before) + 1}"
    content = bilingual(partial(views.question, period))
    enqueue(work.connection, Message(key, person, content, asks=True), work.now)


def _key(period: str, person: str) -> str:
    return f"survey.ask:{period}:{person}"
