"""A standing with as many entries as a test wants, and what a reply shows, checked against Slack's limits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.local.limits import message_errors
from commands.kit.blocks import Reply
from storage.contract.model import Entry, Finding, RowStanding, Standing
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import NO_MEASURE
from storage.contract.text import Text
from tests.commands.conftest import NOW, at, words_of

ENTRY = Entry(
    row="inspect.missed",
    key="inspect.missed:page:2026-07-01",
    at=at("23:59:59", "2026-07-01"),
    worth=Decimal("-0.5"),
    points=Decimal("-0.5"),
    status="provisional",
    pending=False,
    reason=Text("当日无页面巡检", "no page inspection that day"),
    evidence=(),
    rulings=(),
    person=None,
)


def made_up(count: int, unjudged: tuple[str, ...] = ()) -> Standing:
    """A quarter's standing with that many entries, and as much that is still running, on every row."""
    entries = tuple(replace(ENTRY, key=f"{ENTRY.row}:{n:05}", at=ENTRY.at + timedelta(minutes=n)) for n in range(count))
    running = tuple(
        Finding(subject=str(n), at=NOW, points=Decimal(0), reason=Text("进行中" * 20, "running " * 20))
        for n in range(count)
    )
    rows = tuple(
        RowStanding(code=row.code, judged=False, note=NO_MEASURE)
        if row.code in unjudged
        else RowStanding(
            code=row.code,
            booked=Decimal(-1),
            pending=Decimal(1),
            outlook=running,
            entries=entries if row.code == ENTRY.row else (),
        )
        for row in shipped_rows()
    )
    return Standing(
        period=Span("quarter", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        at=NOW,
        booked=Decimal("82.5"),
        projected=Decimal("83"),
        grade=None if unjudged else "qualified",
        projected_grade=None if unjudged else "qualified",
        refund=None if unjudged else Decimal("20390.00"),
        projected_refund=None if unjudged else Decimal("20390.00"),
        rows=rows,
        unjudged=unjudged,
    )


def shown(reply: Reply) -> str:
    """All that the reply shows; Slack would take it."""
    content = reply.content()
    assert message_errors(content["text"], content["blocks"]) == []
    return words_of(content["blocks"])


def nothing_hidden(row: str, person: str | None) -> bool:
    """Whose reader sees all."""
    return False


def everything_hidden(row: str, person: str | None) -> bool:
    """Whose reader sees nobody's."""
    return True
