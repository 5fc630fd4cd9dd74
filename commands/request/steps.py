"""The steps of `/request`, whether typed or filled in."""

from datetime import datetime
from typing import Final

from commands.kit.adding import Adding, noted
from commands.kit.editing import Editing, names_in
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.request import actions, views
from storage.contract.kinds import Request

KINDS: Final = (Request,)
OPENING: Final = Adding(
    Request,
    text("Open a request"),
    ("text", "channel", "arrived_at"),
    needs=("text",),
    initial={"channel": "call"},
    answer=lambda fact, said, connection: views.opened(fact, names_in(connection), said.terms, said.t),
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


def miss(said: Saying, id_: str) -> Step:
    """Say that nobody took a call that is recorded."""
    return noted(said, "request", KINDS, id_, actions.miss)
