"""The bot as a soak kills it: the whole one but for its port."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from bot.app import Bot
from bot.clock import Clock
from bot.logs import set_up_logs
from storage.database import Database
from storage.records.settings import TermsInForce

OPS = "C0OPS"


def work(home: str, api_url: str, starts_at: datetime) -> None:
    """The bot, its clock set, until it is killed."""
    set_up_logs()
    asyncio.run(_work(Path(home), api_url, starts_at))


async def _work(home: Path, api_url: str, starts_at: datetime) -> None:
    database = Database(f"sqlite:///{home}/zhiban.db")
    bot = Bot(
        database,
        TermsInForce({"slack": {"ops_channel": OPS}}),
        Clock(starts_at),
        "xoxb-local",
        "secret",
        api_url,
        home / "documents",
    )
    app = bot.web_app()
    async with app.router.lifespan_context(app):
        await asyncio.Event().wait()
