"""The local workspace put together with the bot: one process, one port, no Slack."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.routing import Mount

from bot.app import EVENTS_PATH, Bot
from bot.clock import Clock
from bot.local.compose import LocalWorkspace, build_workspace
from bot.local.model import LocalChannel, LocalCommand, LocalPerson, LocalShortcut
from bot.local.people import INVENTED, seats_of
from bot.manifest import BOT_EVENTS, SHORTCUTS
from commands.catalog import Catalog
from commands.kit.texts import translator
from storage.contract.periods import day_of
from storage.database import Database
from storage.records import people
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.settings import TermsInForce

OPS: Final = LocalChannel("C0OPS", "ops", "值班与运维", "Duty and operations")


@dataclass(frozen=True)
class LocalBot:
    """The bot with its workspace: the app to serve, and the workspace whose streams end at shutdown."""

    app: Starlette
    workspace: LocalWorkspace


def build_local_bot(
    database: Database, terms: TermsInForce, clock: Clock, url: str, history: Path, documents: Path
) -> LocalBot:
    """The bot behind its page at `url`; the file `history` keeps what is said there, `documents` what is handed in."""
    bot_token, signing_secret = f"xoxb-local-{secrets.token_hex(8)}", secrets.token_hex(16)
    workspace = build_workspace(
        people=_seats(database, clock),
        channels=[OPS],
        commands=_commands(),
        events_url=f"{url}{EVENTS_PATH}",
        public_url=url,
        signing_secret=signing_secret,
        bot_token=bot_token,
        clock=clock,
        log_path=history,
        set_clock=clock.set,
        subscriptions=frozenset(BOT_EVENTS),
        shortcuts=_shortcuts(),
    )
    local_terms = terms.fixing({"slack.ops_channel": OPS.channel_id})
    bot = Bot(database, local_terms, clock, bot_token, signing_secret, f"{url}/api/", documents)
    return LocalBot(bot.web_app((Mount("/", workspace.app),)), workspace)


def seat_invented_people(database: Database, clock: Clock) -> None:
    """Give an empty ledger its invented people; one that holds anybody is left alone."""
    with database.write_alone() as connection:
        if not people.any_held(connection):
            work = UnitOfWork(connection, by_bot("local workspace"), clock())
            work.record_all([replace(person, recorded_at=clock()) for person in INVENTED], replace=False)


def _seats(database: Database, clock: Clock) -> Sequence[LocalPerson]:
    with database.read() as connection:
        return seats_of(people.everyone(connection), day_of(clock()))


def _shortcuts() -> list[LocalShortcut]:
    english, chinese = translator("en"), translator("zh")
    return [LocalShortcut(one.callback_id, english(one.name), chinese(one.name)) for one in SHORTCUTS]


def _commands() -> list[LocalCommand]:
    english, chinese = translator("en"), translator("zh")
    return [
        LocalCommand(
            name=f"/{command.name}",
            description=english(command.does),
            usage_hint=command.hint,
            description_zh=chinese(command.does),
            verbs=tuple((verb.name, verb.usage, chinese(verb.does), english(verb.does)) for verb in command.verbs),
        )
        for command in Catalog().commands
    ]
