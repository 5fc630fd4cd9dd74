"""What still asks for somebody to be on duty on a day that is over."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from commands.kit.blocks import Reply, bilingual
from commands.kit.texts import Translator
from commands.roster import offer_views, warnings
from commands.roster.actions import OFFER
from storage.contract.kinds import Duty
from storage.contract.periods import day_of
from storage.records.outbox import Content, open_posts
from storage.records.tables import read_one


def lapsed(connection: Connection, now: datetime) -> Iterator[tuple[str, Content]]:
    """The keys of the offers and warnings whose days are over, and what each says from now on."""
    yield from _offers(connection, day_of(now))
    for key in warnings.lapsed(connection, day_of(now)):
        yield key, bilingual(_over)


def _offers(connection: Connection, today: date) -> Iterator[tuple[str, Content]]:
    for post in open_posts(connection, OFFER):
        turn = read_one(connection, Duty, post.key.removeprefix(OFFER).rsplit(":", 2)[0])
        if turn is None:
            yield post.key, bilingual(_over)
        elif turn.day < today:
            yield post.key, bilingual(partial(offer_views.nobody_took, turn))


def _over(t: Translator) -> Reply:
    return Reply(t("Those days are over."))
