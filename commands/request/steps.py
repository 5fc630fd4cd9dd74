"""The steps of `/request`, whether typed or filled in."""

import re
from datetime import datetime
from typing import Final

from commands.kit.adding import Adding, noted
from commands.kit.blocks import Reply
from commands.kit.editing import Editing
from commands.kit.saying import Saying, Step, Write
from commands.kit.texts import text
from commands.request import actions, views
from storage.contract.kinds import Request
from storage.records import people
from storage.records.finding import matching
from storage.records.ledger import UnitOfWork

KINDS: Final = (Request,)
OPENING: Final = Adding(
    Request,
    text("Open a request"),
    ("text", "channel", "arrived_at"),
    needs=("text",),
    initial={"channel": "call"},
    answer=lambda fact, said, connection: views.opened(fact, people.names(connection), said.terms, said.t),
)
MISSING: Final = Adding(
    Request, text("A missed call"), ("arrived_at", "text"), fixed={"channel": "call", "missed": True}
)
EDITING: Final = Editing(
    "request", {Request: ("text", "channel", "arrived_at", "answered_at", "dispatched_at", "person", "missed")}
)


def answer(said: Saying, id_: str, at: datetime) -> Step:
    """Say that a request was settled."""
    return noted(said, "request", KINDS, id_, lambda work, request: actions.answer(work, request, at))


def dispatch(said: Saying, id_: str, name: str, at: datetime) -> Step:
    """Give a request to somebody of the team."""
    return noted(said, "request", KINDS, id_, lambda work, request: actions.dispatch(work, request, name, at))


def miss_or(said: Saying, word: str, new: Write) -> Step:
    """Say that nobody took a call: the one recorded that the word names, otherwise a new one."""
    held = noted(said, "request", KINDS, word, actions.miss)

    def write(work: UnitOfWork) -> Reply:
        named = matching(work.connection, Request, word) is not None or re.fullmatch(r"(?i)(q-)?\d+", word)
        return (held if named else new).work(work)

    return Write(write)
