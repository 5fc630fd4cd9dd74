"""`zhiban check`: whether settings, database, calendar, Slack and people are fit for work."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from http.client import HTTPException
from typing import Final, Literal, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.health import POST_OVERDUE
from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from schedulers.probes.facts import is_auto
from storage.contract.kinds import Person
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.database import Database, DatabaseError
from storage.records import people
from storage.records.calendar import announced_calendar
from storage.records.ledger import faults_in_chain
from storage.records.outbox import overdue

SCOPES_HEADER: Final = "x-oauth-scopes"
"""In it Slack tells which scopes the token of a request has."""
Grade = Literal["ok", "warning", "error"]


class Finding(NamedTuple):
    """One thing looked at."""

    grade: Grade
    about: str
    words: str


def findings(settings: Settings, terms: Terms, database: Database, now: datetime) -> Iterator[Finding]:
    """Everything that was looked at, in reading order."""
    today = day_of(now)
    yield Finding("ok", "settings", f"term {terms.from_} to {terms.until}, books open {terms.books_open}")
    yield from _ledger(database)
    yield from _calendar(terms)
    yield from _probes(terms)
    yield from _slack(settings, terms)
    yield from _people(database, today)
    yield from _waiting(database, now)


def _ledger(database: Database) -> Iterator[Finding]:
    try:
        with database.read() as connection:
            troubles = list(faults_in_chain(connection))
    except SQLAlchemyError as error:
        yield Finding("error", "ledger", f"cannot be read ({type(error).__name__})")
        return
    yield from (Finding("error", "ledger", trouble) for trouble in troubles)
    if not troubles:
        yield Finding("ok", "ledger", "every revision follows the one before it, and every fact its last revision")


def _waiting(database: Database, now: datetime) -> Iterator[Finding]:
    try:
        with database.read() as connection:
            late = overdue(connection, now - POST_OVERDUE)
    except SQLAlchemyError:
        return
    for trouble, count in sorted(late.items()):
        yield Finding("warning", "outbox", f"posts that have waited for more than ten minutes: {count} ({trouble})")


def _calendar(terms: Terms) -> Iterator[Finding]:
    announced = announced_calendar().announced
    for year in range(terms.from_.year, terms.until.year + 1):
        if year in announced:
            yield Finding("ok", "calendar", f"{year} is announced")
        else:
            yield Finding("warning", "calendar", f"{year} is not announced yet: its working days are estimated")


def _probes(terms: Terms) -> Iterator[Finding]:
    """What the probes look at, and where they cannot do what they are there for."""
    for probe in terms.probes:
        yield Finding("ok", "probe", f"{probe.name} ({probe.system}): {probe.shown_url} every {probe.every_min} min")
        if probe.system not in terms.systems:
            yield Finding("warning", "probe", f"{probe.name}: {probe.system} is not one of the contract's systems")
        if probe.url.casefold().startswith("http://"):
            yield Finding("warning", "probe", f"{probe.name}: is not encrypted, so no certificate is watched")
    if any(probe.auto for probe in terms.probes) and not is_auto(terms):
        why = "every probe must say auto = true, and every system have one"
        yield Finding("warning", "probe", f"the bot logs no page inspection by itself: {why}")


def _slack(settings: Settings, terms: Terms) -> Iterator[Finding]:
    if settings.is_local:
        yield Finding("ok", "slack", "no token: the local workspace")
        return
    if not terms.ops_channel:
        yield Finding("warning", "slack", "slack.ops_channel is not set in contract.toml: channel posts wait")
    try:
        answer = WebClient(token=settings.slack_bot_token, base_url=settings.api_url, timeout=10).auth_test()
    except (SlackApiError, OSError, HTTPException) as error:
        trouble = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        yield Finding("error", "slack", f"not reachable with this token ({trouble})")
    else:
        yield Finding("ok", "slack", f"reached as {answer.get('user') or answer.get('user_id')}")
        yield from _scopes(answer.headers)


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    """The scopes that the token lacks, where Slack tells which it has."""
    told = next((value for name, value in headers.items() if name.lower() == SCOPES_HEADER), None)
    if told is None:
        return
    held = {scope.strip() for scope in told.split(",")}
    for scope, purpose in BOT_SCOPES.items():
        if scope not in held:
            yield Finding("warning", "slack", f"the token lacks the scope {scope}, needed to {purpose}")


def _people(database: Database, today: date) -> Iterator[Finding]:
    try:
        with database.read() as connection:
            active = [person for person in people.everyone(connection) if person.active(today)]
    except (SQLAlchemyError, DatabaseError):  # the ledger's finding has said so
        return
    if not active:
        yield Finding("warning", "people", "nobody is on the list; `zhiban import` takes a file of persons")
    for person in active:
        if person.slack is None:
            yield Finding("warning", "people", f"{person.id} has no Slack id")
    yield from _shared_accounts(active)


def _shared_accounts(active: list[Person]) -> Iterator[Finding]:
    by_account: dict[str, list[str]] = {}
    for person in active:
        if person.slack:
            by_account.setdefault(person.slack, []).append(person.id)
    for account, ids in by_account.items():
        if len(ids) > 1:
            yield Finding("error", "people", f"{', '.join(ids)} share the Slack id {account}")
